"""What is written in one cell: as text, as a raw answer, as a day."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from forms import Item
from forms.tidying import tidied
from survey_app.importing.tables import Cell
from survey_app.printing.boxes import box_numbers

SEPARATOR = ";"
FORMULA_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
DAY_EXPECTED = "a day as yyyy-mm-dd, as dd/mm/yyyy, or as a date cell of Excel"
# Excel shows 4 and stores 4.0; a Vietnamese one writes 4,0.
_WHOLE = re.compile(r"(-?\d+)[.,]0+")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_LOCAL_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def text_of(cell: Cell) -> str:
    """The cell as a person would type it, tidied and in NFC."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return tidied(cell if isinstance(cell, str) else str(cell))


def words_of(item: Item, nonanswers: Iterable[str]) -> dict[str, str]:
    """What a cell may say, in lower case, for a non-answer or a box: its code, or its number on the printed form."""
    codes = (*(option.value for option in item.options), *nonanswers)
    return box_numbers(item) | {code.lower(): code for code in codes}


def answer_of(text: str, kind: str, words: Mapping[str, str]) -> str | list[str]:
    """The raw answer for the validator: several boxes as a list, whole numbers and codes in their plain form."""
    if kind == "text":
        return text
    if kind in ("multiple", "choose"):
        return [_plain(part, words) for part in text.split(SEPARATOR) if part.strip()]
    return _plain(text, words)


def _plain(text: str, words: Mapping[str, str]) -> str:
    text = text.strip()
    whole = _WHOLE.fullmatch(text)
    if whole:
        text = whole[1]
    return words.get(text.lower(), text)


def day_of(cell: Cell) -> date:
    """The day in a cell; raises ValueError for what is not a day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = iso.groups()
    elif local := _LOCAL_DAY.fullmatch(text):
        day, month, year = local.groups()
    else:
        raise ValueError(f"not a day: {text!r}")
    return date(int(year), int(month), int(day))
