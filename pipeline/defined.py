"""NaN inside arrays, None in results: a number that is not defined is never shown as one."""

import math


def defined(value: float) -> float | None:
    """The value as a plain number, None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None
