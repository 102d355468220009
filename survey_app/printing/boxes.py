"""The boxes of a printed form: their numbers, and which non-answers have one."""
from __future__ import annotations

from forms import Instrument, Item, NonAnswer


def box_numbers(item: Item) -> dict[str, str]:
    """The code of each option by the number printed beside its box, in the order printed.

    Boxes are counted from 1, unless the codes are numbers themselves: then those are printed.
    """
    codes = [option.value for option in item.options]
    if any(code.isdecimal() for code in codes):
        return {code: code for code in codes}
    return {str(number): code for number, code in enumerate(codes, 1)}


def offered(instrument: Instrument, item: Item) -> tuple[NonAnswer, ...]:
    """The non-answers with a box on paper: those a person answering alone may choose.

    One that only clerks may give (unreadable, two boxes ticked) is keyed and never printed.
    """
    return tuple(nonanswer for nonanswer in instrument.nonanswers_of(item, "paper") if "link" in nonanswer.channels)
