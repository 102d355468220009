"""A sheet with every question answered: the keys that a clerk presses, and the answers that they stand for."""
from __future__ import annotations

from forms import Instrument
from survey_app.channels.paper.keys import fields_of

TICKS = {"A2": "24", "A4": "1", "A8": "15", "C": "13570"}
ANSWER_KEYS = 65 + sum(map(len, TICKS.values()))


def keys_of(instrument: Instrument, **changed: str) -> str:
    """Every key in the order of the sheet; ⏎ ends a question of several boxes, unless so many were asked for. `changed`: other keys by code, dots as underscores."""
    pressed = []
    for field in fields_of(instrument):
        if field.beside:
            continue
        own = changed.get(field.code.replace(".", "_"))
        pressed.append(own if own is not None else _ticked(field) if field.code in TICKS else _one(field))
    return "".join(pressed)


def _ticked(field) -> str:
    return TICKS[field.code] + ("" if len(TICKS[field.code]) == field.limit else "⏎")


def _one(field) -> str:
    return "4" if field.item.scale else "1"


def answers_of(instrument: Instrument) -> dict:
    """The answers that `keys_of` stands for."""
    answers = {}
    for field in fields_of(instrument):
        by_sign = {key.sign: key.value for key in field.keys}
        if not field.beside:
            answers[field.code] = [by_sign[sign] for sign in TICKS[field.code]] if field.code in TICKS else by_sign[_one(field)]
    return answers
