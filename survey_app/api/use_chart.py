"""The bars of a token's use by day: where each stands, for the page to draw."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 900, 160
FILLED = 0.7  # of a day's place


@dataclass(frozen=True)
class Bar:
    """A rectangle: kind is used or refused; refused tries stand on top of the others."""

    kind: str
    x: float
    y: float
    width: float
    height: float


def busiest(days: Sequence[tuple[date, int, int]]) -> int:
    """The requests and refused tries of the day that has most."""
    return max(used + refused for _, used, refused in days)


def bars(days: Sequence[tuple[date, int, int]]) -> list[Bar]:
    """Bars of days with their requests and refused tries; the busiest day is as high as the picture."""
    most, step = max(1, busiest(days)), WIDTH / len(days)
    found = []
    for place, (_, used, refused) in enumerate(days):
        floor = HEIGHT
        for kind, number in (("used", used), ("refused", refused)):
            if number:
                height = HEIGHT * number / most
                floor -= height
                found.append(Bar(kind, round(step * (place + (1 - FILLED) / 2), 1), round(floor, 1), round(step * FILLED, 1), round(height, 1)))
    return found
