"""Labels that would lie on one another, moved apart as little as can be."""
from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles nearest to `wanted` (least squares) at which things of these sizes do not overlap, all within low and high.

    Keeps the order of `wanted`. Where they do not all fit, they start at `low` without gaps. Pool-adjacent-violators:
    with the room that the ones before need taken off, places only have to rise.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    before, offsets = 0.0, []
    for place in order:
        offsets.append(before + sizes[place] / 2)
        before += sizes[place]
    free = _rising([wanted[place] - offset for place, offset in zip(order, offsets, strict=True)])
    most = max(low, high - before)
    middles = [0.0] * len(wanted)
    for place, offset, value in zip(order, offsets, free, strict=True):
        middles[place] = min(max(value, low), most) + offset
    return middles


def _rising(values: list[float]) -> list[float]:
    """The nearest values that never fall."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            more, others = pools.pop()
            total, count = total + more, count + others
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
