"""What is asked: instruments as data, the routing between their sections, and one validator for every channel."""

from forms.catalogue import catalogue, load
from forms.definition import (
    CHANNELS,
    KINDS,
    Condition,
    Instrument,
    Item,
    Level,
    NonAnswer,
    Option,
    Scale,
    Section,
    Text,
)
from forms.mistakes import InstrumentError, Mistake
from forms.problems import Problem
from forms.reading import read_file
from forms.routing import visible_items, visible_sections
from forms.validation import Checked, validate

__all__ = [
    "CHANNELS",
    "KINDS",
    "Checked",
    "Condition",
    "Instrument",
    "InstrumentError",
    "Item",
    "Level",
    "Mistake",
    "NonAnswer",
    "Option",
    "Problem",
    "Scale",
    "Section",
    "Text",
    "catalogue",
    "load",
    "read_file",
    "validate",
    "visible_items",
    "visible_sections",
]
