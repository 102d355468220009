"""The keying screen of an instrument, laid out once: sections, rows, and the keys that fields share."""
from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from forms import Condition, Instrument, Section
from survey_app.channels.paper.keys import MINUS, NONANSWER_KEYS, Field, fields_by_code, fields_of


@dataclass(frozen=True)
class Row:
    """A field with its number in the order of keying, and the place of its keys in the screen's list.

    `asked_if` is JSON for the script: [field, signs of which it must have one] for every condition that routes to it; "" for none.
    """

    field: Field
    number: int
    keys: int
    asked_if: str


@dataclass(frozen=True)
class Screen:
    """Sections with their rows; `keys` is JSON for the script: lists of [sign, words, is box]."""

    parts: tuple[tuple[Section, tuple[Row, ...]], ...]
    keys: str
    count: int
    nonanswers = tuple(NONANSWER_KEYS.values())
    minus = MINUS


@lru_cache(maxsize=16)
def screen_of(instrument: Instrument) -> Screen:
    """The screen of an instrument."""
    fields = fields_of(instrument)
    lists = list(dict.fromkeys(field.keys for field in fields))
    rows = [Row(field, number, lists.index(field.keys), _asked_if(instrument, field)) for number, field in enumerate(fields, 1)]
    parts = tuple((section, tuple(group)) for section, group in groupby(rows, key=lambda row: row.field.section))
    return Screen(parts, _compact([[[key.sign, key.label, key.is_box] for key in keys] for keys in lists]), len(rows))


def _asked_if(instrument: Instrument, field: Field) -> str:
    conditions = () if field.beside else (*field.section.show_if, *field.item.show_if)
    return _compact([[condition.item, _signs(instrument, condition)] for condition in conditions]) if conditions else ""


def _signs(instrument: Instrument, condition: Condition) -> list[str]:
    return [key.sign for key in fields_by_code(instrument)[condition.item].keys if key.value in condition.values]


def _compact(value: list) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
