"""Numbers as tables print them: 85.34, 85,34, 85,34%, "Tăng 2,63 điểm %", "Giảm 4 bậc"."""
from __future__ import annotations

import re
from decimal import Decimal

from survey_app.numbers import TRUSTED_PLACES

_NUMBER = re.compile(r"([+-]?)([0-9]{1,9}(?:[.,][0-9]{1,20})?)\s*%?")
_WHOLE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[., ][0-9]{3})+")
_STEP = re.compile(r"(Tăng|Giảm)\s*([0-9]{1,9}(?:[.,][0-9]{1,20})?)\s*(điểm\s*%|điểm|%|bậc)?", re.IGNORECASE)
_NO_STEP = re.compile(r"(?:không đổi|giữ nguyên)(?:\s*(bậc))?", re.IGNORECASE)
SIGNS = {"tăng": 1, "giảm": -1}
STEPS = "bậc"


def number(text: str) -> Decimal:
    """A number with a decimal point or comma, with or without a percent sign; ValueError for anything else."""
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Decimal(found[1] + found[2].replace(",", "."))


def whole(text: str) -> Decimal:
    """A count, its thousands set apart or not ("1.800"); ValueError for anything else."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return Decimal(re.sub(r"[., ]", "", text))


def changes(text: str) -> dict[str, Decimal]:
    """What a cell says of a change: "change" in points and "rank_change" in ranks, each with its sign; ValueError when neither."""
    found = {_which(unit): SIGNS[way.lower()] * number(size) for way, size, unit in _STEP.findall(text)}
    found |= {_which(unit): Decimal(0) for unit in _NO_STEP.findall(text)}
    left = _NO_STEP.sub("", _STEP.sub("", text)).strip(" ,;.")
    if not found and left:
        return {"change": number(left)}
    if left or not found:
        raise ValueError(text)
    return found


def _which(unit: str) -> str:
    return "rank_change" if unit.lower() == STEPS else "change"


def of_float(value: float, places: int = 0) -> str:
    """A number stored by a workbook as it was meant: 85.34, not 85.33999999999999; with at least so many decimals."""
    whole, _, decimals = format(Decimal(repr(round(value, TRUSTED_PLACES))), "f").removesuffix(".0").partition(".")
    return ".".join(filter(None, (whole, decimals.ljust(places, "0"))))
