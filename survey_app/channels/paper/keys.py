"""Which key stands for which answer: the one table, and the keys of every question of a sheet."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from forms import Instrument, Item, Section
from survey_app.printing.boxes import box_numbers

CHANNEL = "paper"
# Digits that no five-level scale uses, away from the levels; the minus sign before one always means the non-answer, and
# is needed where the digit is itself a box (the seventh of seven). The words are what fits on a key.
NONANSWER_KEYS = {"dk": ("9", "Không biết"), "na": ("8", "Chưa dùng"), "ref": ("0", "Không trả lời"), "inv": ("7", "Không hợp lệ")}
MINUS = "-"
KINDS = {"scale": "one", "single": "one", "multiple": "several", "choose": "several", "text": "text"}
# As on a keyboard, 0 comes after 9: the key of the tenth box.
TENTH = {"10": "0"}


@dataclass(frozen=True)
class Key:
    """What is typed for one answer: `value` is the coded answer, `is_box` tells boxes from non-answers."""

    sign: str
    value: int | str
    label: str
    is_box: bool = True


@dataclass(frozen=True)
class Field:
    """One place on the sheet. kind: one, several, text, or typed (more boxes than keys: numbers, then Enter).

    `limit`: how many boxes may be ticked. `beside`: the question whose box `opened_by` this text explains.
    """

    code: str
    item: Item
    section: Section
    kind: str
    keys: tuple[Key, ...] = ()
    limit: int | None = None
    beside: str | None = None
    opened_by: str | None = None

    @property
    def label(self) -> str:
        """What the question asks, for the person who keys."""
        return "Ghi rõ ý kiến khác" if self.beside else self.item.text.vi


@lru_cache(maxsize=16)
def fields_of(instrument: Instrument) -> tuple[Field, ...]:
    """Every field of a sheet in the order of the paper."""
    return tuple(field for section in instrument.sections for item in section.items for field in _fields(instrument, section, item))


@lru_cache(maxsize=16)
def fields_by_code(instrument: Instrument) -> Mapping[str, Field]:
    """The same by the code under which the answer is stored."""
    return {field.code: field for field in fields_of(instrument)}


def _fields(instrument: Instrument, section: Section, item: Item):
    boxes = _boxes(item)
    kind = "typed" if any(len(box.sign) > 1 for box in boxes) else KINDS[item.kind]
    yield Field(item.code, item, section, kind, (*boxes, *_nonanswers(instrument, item, boxes)), item.choose)
    free = [box.sign for box, option in zip(boxes, item.options, strict=False) if option.free_text]
    if free:
        yield Field(item.other_code, item, section, "text", beside=item.code, opened_by=" ".join(free))


def _boxes(item: Item) -> tuple[Key, ...]:
    if item.scale:
        return tuple(Key(str(level.value), level.value, level.text.vi) for level in item.scale.levels)
    words = {option.value: option.text.vi for option in item.options}
    numbers = box_numbers(item)
    one_key_each = set(numbers) <= {*"123456789", "10"}
    return tuple(Key(TENTH.get(number, number) if one_key_each else number, value, words[value]) for number, value in numbers.items())


def _nonanswers(instrument: Instrument, item: Item, boxes: tuple[Key, ...]):
    taken = {box.sign for box in boxes}
    for nonanswer in instrument.nonanswers_of(item, CHANNEL):
        if nonanswer.code not in NONANSWER_KEYS:
            raise LookupError(f"no key stands for the non-answer {nonanswer.code!r} of {item.code}; give it one in NONANSWER_KEYS")
        digit, label = NONANSWER_KEYS[nonanswer.code]
        yield Key(MINUS + digit if digit in taken else digit, nonanswer.code, label, is_box=False)
