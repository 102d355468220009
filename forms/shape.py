"""The shape an instrument file must have: which tables hold which keys, and what each value looks like."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from forms.definition import CHANNELS, KINDS
from forms.mistakes import Findings, Table

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True)
class Shape:
    """What a value must be, in words and as a test; `inner` names the table (or each table of a list) it holds."""

    expected: str
    fits: Callable[[object], bool]
    inner: str | None = None


def _is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() != ""


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_of(test: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(test(inner) for inner in value)


def _is_table(value: object) -> bool:
    return isinstance(value, Table)


_CODE = Shape("a code: letters, digits, '.', '_' or '-', at most 60", _is_code)
_WORDS = Shape("words without blanks at the ends", _is_words)
_COUNT = Shape("a whole number from 1", lambda value: _is_integer(value) and value >= 1)
_INTEGER = Shape("a whole number", _is_integer)
_FLAG = Shape("true or false", lambda value: isinstance(value, bool))
_CODES = Shape("a list of codes", _list_of(_is_code))
_VALUES = Shape(
    "a list of levels, options or non-answers, at least one",
    lambda value: _list_of(lambda inner: _is_integer(inner) or _is_code(inner))(value) and value != [],
)
_CHANNELS = Shape(f"a list of channels ({', '.join(CHANNELS)})", _list_of(lambda value: value in CHANNELS))
_KIND = Shape(f"one of {', '.join(KINDS)}", lambda value: value in KINDS)
_TEXT = Shape("a table with vi and en", _is_table, "text")


def _tables(name: str) -> Shape:
    return Shape(f"a list of {name} tables, at least one", lambda value: _list_of(_is_table)(value) and value != [], name)


# A condition may stand alone or in a list, all of which must hold.
_CONDITIONS = Shape(
    "{item = …, in = […]} or a list of them",
    lambda value: _is_table(value) or (_list_of(_is_table)(value) and value != []),
    "condition",
)

ANSWER_KEYS: dict[str, Shape] = {
    "kind": _KIND,
    "scale": _CODE,
    "option": _tables("option"),
    "choose": _COUNT,
    "nonanswers": _CODES,
    "required_in": _CHANNELS,
    "max_length": _COUNT,
}

KEYS: dict[str, dict[str, Shape]] = {
    "text": {"vi": _WORDS, "en": _WORDS},
    "level": {"value": _INTEGER, "text": _TEXT},
    "scale": {"code": _CODE, "level": _tables("level")},
    "nonanswer": {"code": _CODE, "text": _TEXT, "channels": _CHANNELS},
    "option": {"value": _CODE, "text": _TEXT, "free_text": _FLAG},
    "condition": {"item": _CODE, "in": _VALUES},
    "answer": {"code": _CODE, **ANSWER_KEYS},
    "item": {
        "code": _CODE,
        "concept": _CODE,
        "text": _TEXT,
        "help": _TEXT,
        "answer": _CODE,
        "show_if": _CONDITIONS,
        **ANSWER_KEYS,
    },
    "section": {
        "code": _CODE,
        "title": _TEXT,
        "intro": _TEXT,
        "answer": _CODE,
        "show_if": _CONDITIONS,
        "item": _tables("item"),
    },
    "instrument": {
        "code": _CODE,
        "version": _CODE,
        "title": _TEXT,
        "scale": _tables("scale"),
        "nonanswer": _tables("nonanswer"),
        "answer": _tables("answer"),
        "section": _tables("section"),
    },
}

REQUIRED: dict[str, tuple[str, ...]] = {
    "text": ("vi", "en"),
    "level": ("value", "text"),
    "scale": ("code", "level"),
    "nonanswer": ("code", "text"),
    "option": ("value", "text"),
    "condition": ("item", "in"),
    "answer": ("code",),
    "item": ("code", "concept", "text"),
    "section": ("code", "title", "item"),
    "instrument": ("code", "version", "title", "section"),
}


def check_shape(table: Table, name: str, findings: Findings) -> None:
    """Note every unknown, missing and ill-shaped key of `table` and of all tables inside it."""
    for key in REQUIRED[name]:
        if key not in table:
            findings.add(table, key, f"is missing from this {name}", f"Add {key}: {KEYS[name][key].expected}")
    for key, value in table.items():
        shape = KEYS[name].get(key)
        if shape is None:
            findings.add(table, key, f"is not a key of {name}", _advice(key, name))
        elif not shape.fits(value):
            findings.add(table, key, f"expected {shape.expected}; came {_shown(value)}", "Change it to that")
        elif shape.inner:
            for inner in value if isinstance(value, list) else [value]:
                check_shape(inner, shape.inner, findings)


def _shown(value: object) -> str:
    """The value as an author recognises it, cut to a line."""
    shown = repr(dict(value)) if isinstance(value, Table) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def _advice(key: str, name: str) -> str:
    close = get_close_matches(key, KEYS[name], n=1)
    return f"Did you mean {close[0]}?" if close else f"Keys of {name}: {', '.join(KEYS[name])}"
