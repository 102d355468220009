"""Where points and intervals stand in a picture: one axis for all rows, in the units of an SVG's view box."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

WIDTH = 180
STEP = 5


@dataclass(frozen=True)
class Axis:
    """A range of scores; it need not start at 0, so it always shows its ends."""

    lowest: int
    highest: int

    @classmethod
    def around(cls, rows: Iterable[tuple[float | None, float | None, float | None]]) -> Axis:
        """The smallest range in steps of 5 that holds every (lo, hi, score) given; 0 to 100 when there is none."""
        known = [value for row in rows for value in row if value is not None]
        if not known:
            return cls(0, 100)
        lowest, highest = STEP * floor(min(known) / STEP), STEP * ceil(max(known) / STEP)
        return cls(lowest, max(highest, lowest + STEP))

    def place(self, score: float) -> float:
        """Horizontal place of a score, 0 to WIDTH."""
        return round(WIDTH * (score - self.lowest) / (self.highest - self.lowest), 2)

    def ticks(self) -> list[int]:
        """Scores that get a line and a label: every 5, or every 10 and 20 on a long axis."""
        span = self.highest - self.lowest
        step = next(step for step in (5, 10, 20) if span / step <= 5 or step == 20)
        return [score for score in range(self.lowest, self.highest + 1) if score % step == 0]
