"""What a decision would change, before anybody confirms it: forms that count, of the wave and of each place concerned."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, Row

from survey_app.exclusions.reading import counted_by_place
from survey_app.exclusions.sheets import Chosen


@dataclass(frozen=True)
class Changing:
    """Forms of a place that count now, of these (out) or beside these (in) the ones meant, and what then counts. `place`: a commune, desk or group of leaders."""

    place: str
    forms: int
    before: int
    after: int


@dataclass(frozen=True)
class Foreseen:
    """The wave, and the places concerned by name."""

    wave: Changing
    places: tuple[Changing, ...]


def foresee(connection: Connection, wave: Row, chosen: Chosen, act: str) -> Foreseen:
    """What leaving these forms `out`, or letting them `in`, would do to the numbers of forms that count; nothing is changed."""
    meant, counted, sign = Counter(sheet.place for sheet in chosen.sheets), counted_by_place(connection, wave.id), -1 if act == "out" else 1
    whole = sum(counted.values())
    places = (Changing(place, forms, counted[place], counted[place] + sign * forms) for place, forms in sorted(meant.items()))
    return Foreseen(Changing(wave.code, meant.total(), whole, whole + sign * meant.total()), tuple(places))
