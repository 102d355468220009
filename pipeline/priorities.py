"""Where to act first: each item's gap to a target, and what closing it would add to the index and to PAR points."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.errors import DesignError
from pipeline.estimate import ALL, Estimate, Results
from pipeline.indices.definition import Definition


@dataclass(frozen=True, slots=True)
class Gain:
    """What an item adds to a measure: per point of the item, and when its gap is closed (with interval; >= 0)."""

    per_point: float
    closed: float
    lo: float | None
    hi: float | None


@dataclass(frozen=True, slots=True)
class Priority:
    """One item: score, target, gap = target - score with interval, gains in the index and in PAR points (None without)."""

    code: str
    score: float
    target: float
    gap: float
    gap_lo: float | None
    gap_hi: float | None
    index: Gain
    points: Gain | None


def priorities(results: Results, targets: Mapping[str, float] | float, points: Definition | None = None,
               by: str | None = None, domain: str = ALL) -> tuple[Priority, ...]:
    """Items with a score, those whose closed gap adds most to the overall index first (then the widest gap).

    targets: one score for all items, or a score by item (a national figure; taken as known without error).
    points: an index in points over the same items (par_service, par_service_2018). Intervals come from the items'
    logit intervals. DesignError names an item without target.
    """
    estimates = {e.code: e for e in results.of(by, domain) if e.counts is not None and e.score is not None}
    missing = [] if isinstance(targets, int | float) else [code for code in estimates if code not in targets]
    if missing:
        raise DesignError(f"No target for item {', '.join(missing)}. Give a score for each, or one for all.")
    index_gain, points_gain = _per_point(results.definition, estimates), _per_point(points, estimates)
    found = [_priority(e, float(targets if isinstance(targets, int | float) else targets[code]), index_gain[code], points_gain.get(code))
             for code, e in estimates.items()]
    return tuple(sorted(found, key=lambda p: (-p.index.closed, -p.gap, p.code)))


def _per_point(definition: Definition | None, answered: Mapping[str, Estimate]) -> dict[str, float]:
    """What the first measure of an index gains when an item's score rises by one point."""
    if definition is None:
        return {}
    first = definition.coefficients(np.isin(definition.items, list(answered)))[0]
    return dict(zip(definition.items, first.tolist(), strict=True))


def _priority(estimate: Estimate, target: float, index: float, points: float | None) -> Priority:
    gap = target - estimate.score
    lo = None if estimate.hi_logit is None else target - estimate.hi_logit
    hi = None if estimate.lo_logit is None else target - estimate.lo_logit
    return Priority(estimate.code, estimate.score, target, gap, lo, hi, _gain(index, gap, lo, hi),
                    None if points is None else _gain(points, gap, lo, hi))


def _gain(per_point: float, gap: float, lo: float | None, hi: float | None) -> Gain:
    closed, low, high = (None if x is None else per_point * max(x, 0.0) for x in (gap, lo, hi))
    return Gain(per_point, closed, low, high)
