"""What stands in a field of the keying screen, with and without script alike: signs to answers and back."""
from __future__ import annotations

import re
from collections.abc import Mapping

from forms import Instrument
from survey_app.channels.paper.keys import MINUS, Field, fields_by_code

SEPARATORS = re.compile(r"[\s,;]+")
BLANK = "(để trống)"


class BadSign(ValueError):
    """A sign that stands for nothing in this field."""


def decode_sheet(instrument: Instrument, typed: Mapping[str, str]) -> tuple[dict, dict[str, str]]:
    """Answers for the validator by item code, and by field what is wrong with the others, in words.

    A code that the sheet has not is passed on for the validator to refuse.
    """
    fields, answers, wrong = fields_by_code(instrument), {}, {}
    for code, text in typed.items():
        try:
            answers[code] = decode(fields[code], text) if code in fields else text
        except BadSign as bad:
            wrong[code] = str(bad)
    return {code: answer for code, answer in answers.items() if answer is not None}, wrong


def decode(field: Field, typed: str) -> int | str | list | None:
    """The answer that the signs in a field stand for, None for a blank; raises BadSign."""
    if field.kind == "text":
        return typed.strip() or None
    values = [_value(field, sign) for sign in _signs(field, typed.strip())]
    if not values:
        return None
    if field.item.kind in ("multiple", "choose"):
        return values
    if len(values) > 1:
        raise BadSign(f"Câu này chỉ nhận một ký hiệu; trong ô có “{typed[:20]}”.")
    return values[0]


def _signs(field: Field, typed: str) -> list[str]:
    pieces = [piece for piece in SEPARATORS.split(typed) if piece]
    if field.kind == "typed" or field.item.kind not in ("multiple", "choose"):
        return pieces
    return [sign for piece in pieces for sign in ([piece] if piece.startswith(MINUS) else piece)]


def _value(field: Field, sign: str) -> int | str:
    for key in field.keys:
        if sign == key.sign or (not key.is_box and sign == MINUS + key.sign):
            return key.value
    raise BadSign(f"Ký hiệu “{sign[:20]}” không có ở câu này. Các ký hiệu: {', '.join(key.sign for key in field.keys)}.")


def encode(field: Field, answer: int | str | list | None) -> str:
    """The signs of a coded answer, as the keying screen writes them."""
    if answer is None or field.kind == "text":
        return answer or ""
    signs = {key.value: key.sign for key in field.keys}
    return " ".join(signs[value] for value in (answer if isinstance(answer, list) else [answer]))


def describe(field: Field, answer: int | str | list | None) -> str:
    """A coded answer with its words, for people who compare."""
    if answer is None:
        return BLANK
    if field.kind == "text":
        return f"“{answer}”"
    keys = {key.value: key for key in field.keys}
    return "; ".join(f"{keys[value].sign} – {keys[value].label}" for value in (answer if isinstance(answer, list) else [answer]))
