"""Differences between domains of one sample (which share PSUs) and between independent samples, with t tests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.special import stdtr

from pipeline.covariance import domain_matrix
from pipeline.errors import DesignError
from pipeline.estimate import DomainEstimates, Results
from pipeline.intervals import t_quantile


@dataclass(frozen=True, slots=True)
class Difference:
    """Score of `a` less that of `b` for one measure.

    se_if_independent: what ignoring shared PSUs would give. p: two-sided t test; p_holm: adjusted for all tests made
    in the same call (Holm 1979). None where undefined.
    """

    code: str
    a: str
    b: str
    difference: float | None
    se: float | None
    se_if_independent: float | None
    df: float
    lo: float | None
    hi: float | None
    p: float | None
    p_holm: float | None = None


def domain_differences(results: Results, by: str, code: str, pairs: Sequence[tuple[str, str]] | None = None) -> tuple[Difference, ...]:
    """Differences of measure `code` between domains of column `by`: all pairs in order, or those given.

    df is that of the two domains taken together (PSUs - strata with rows of either). Works as well for modes of
    collection: let the mode be the column.
    """
    part = results.by[by]
    place = [m.code for m in results.definition.measures].index(results.definition.measure(code).code)
    covariance = domain_matrix(part.influence[:, place], part.units, results.strata).covariance
    found = []
    for a, b in pairs or combinations(part.domains, 2):
        i, j = part.domains.index(a), part.domains.index(b)
        variance = covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]
        apart = covariance[i, i] + covariance[j, j]
        difference = part.linearised.scores[i, place] - part.linearised.scores[j, place]
        found.append(_tested(code, a, b, difference, variance, apart, _joint_degrees(part, i, j), results.level))
    return holm(found)


def wave_differences(new: Results, old: Results, codes: Sequence[str] | None = None) -> tuple[Difference, ...]:
    """Differences between two independent samples for all measures they share (or `codes`); df by Welch-Satterthwaite."""
    shared = codes or [m.code for m in new.definition.measures if m.code in {o.code for o in old.definition.measures}]
    return holm([_between_waves(new, old, code) for code in shared])


def holm(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences with p values adjusted for their number (step-down; Holm 1979)."""
    tested = [d.p for d in found if d.p is not None]
    order = np.argsort(tested, kind="stable")
    adjusted = np.empty(len(tested))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(np.array(tested)[order] * np.arange(len(tested), 0, -1)))
    values = iter(adjusted.tolist())
    return tuple(replace(d, p_holm=None if d.p is None else next(values)) for d in found)


def _between_waves(new: Results, old: Results, code: str) -> Difference:
    (score, variance, df), (old_score, old_variance, old_df) = _one(new, code), _one(old, code)
    if min(df, old_df) < 1:
        joint = 0.0
    else:
        whole = variance**2 / df + old_variance**2 / old_df
        joint = (variance + old_variance) ** 2 / whole if whole else float(df + old_df)
    return _tested(code, "new", "old", score - old_score, variance + old_variance, variance + old_variance, joint, new.level)


def _one(results: Results, code: str) -> tuple[float, float, int]:
    codes = [m.code for m in results.definition.measures]
    if code not in codes:
        raise DesignError(f"Index '{results.definition.name}' has no measure '{code}': nothing to compare.")
    place, part = codes.index(code), results.everything
    return part.linearised.scores[0, place], part.variances[0, place], int(part.df[0])


def _tested(code: str, a: str, b: str, difference: float, variance: float, apart: float, df: float, level: float) -> Difference:
    if not np.isfinite(difference):
        return Difference(code, a, b, None, None, None, df, None, None, None)
    se = float(np.sqrt(max(variance, 0.0)))
    half = float(t_quantile(level, np.array(df)) * se)
    tested = df >= 1 and se > 0
    p = float(2 * stdtr(df, -abs(difference) / se)) if tested else None
    lo, hi = (difference - half, difference + half) if df >= 1 else (None, None)
    return Difference(code, a, b, float(difference), se, float(np.sqrt(apart)), df, lo, hi, p)


def _joint_degrees(part: DomainEstimates, a: int, b: int) -> int:
    units = part.linearised.units
    inside = ((units.domain == a) | (units.domain == b)) & (units.rows > 0)
    pairs = np.unique(np.stack([units.stratum[inside], units.psu[inside]]), axis=1)
    return pairs.shape[1] - len(np.unique(pairs[0]))
