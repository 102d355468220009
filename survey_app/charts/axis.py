"""An axis: which range it shows, where a value stands on it, and which values get a label."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
MOST = 6


@dataclass(frozen=True)
class Axis:
    """Values from `lowest` to `highest` stand between `start` and `end` (which lies before `start` on an axis that goes up)."""

    lowest: float
    highest: float
    step: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Iterable[float | None], start: float, end: float, most: int = MOST) -> Axis:
        """The smallest range of whole round steps that holds every value; 0 to 100 when there is none."""
        known = [value for value in values if value is not None] or [0.0, 100.0]
        low, high = min(known), max(known)
        step = _round_step((high - low) / (most - 1) if high > low else max(abs(high), 1) / 20)
        lowest, highest = step * floor(low / step + 1e-9), step * ceil(high / step - 1e-9)
        return cls(lowest, highest if highest > lowest else lowest + step, step, start, end)

    def place(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (self.end - self.start) * (value - self.lowest) / (self.highest - self.lowest)

    def ticks(self) -> list[float]:
        """The values that get a line and a label, both ends included."""
        return [self.lowest + place * self.step for place in range(round((self.highest - self.lowest) / self.step) + 1)]

    def label(self, value: float) -> str:
        """A tick as people read it, with as many decimals as the step needs."""
        decimals = max(0, -floor(log10(self.step) + 1e-9))
        return f"{round(value, decimals) + 0:.{decimals}f}".replace(".", ",").replace("-", "−")


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))
