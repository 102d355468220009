"""Differences between domains of one sample (which share PSUs) and between independent samples, with t tests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import numpy as np
from scipy.special import stdtr

from pipeline.covariance import domain_matrix
from pipeline.estimate import Results
from pipeline.intervals import t_quantile
from pipeline.linearise import Units


class Scored(Protocol):
    """What a difference of independent samples needs to know of each: an Estimate, or one that was stored."""

    score: float | None
    se: float | None
    df: int


@dataclass(frozen=True)
class Influenced:
    """Scores [domains, measures] and the influence of PSUs on them that variances are made of, [units, measures].

    present: pairs of domain and PSU that have rows, which degrees of freedom are counted by.
    """

    scores: np.ndarray
    influence: np.ndarray
    units: Units
    present: Units


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

    df is that of the two domains taken together (PSUs - strata with rows of either), and 0 where one of them has none by itself:
    a domain that is one PSU seems to have no error at all, and would be tested as if it were known. Works as well for modes
    of collection: let the mode be the column.
    """
    part = results.by[by]
    units, held = part.linearised.units, part.linearised.units.rows > 0
    present = Units(units.domains, units.domain[held], units.stratum[held], units.psu[held])
    influenced = Influenced(part.linearised.scores, part.influence, part.units, present)
    return holm(between_domains(influenced, results, code, combinations(part.domains, 2) if pairs is None else pairs))


def between_domains(part: Influenced, results: Results, code: str, pairs: Iterable[tuple[str, str]]) -> list[Difference]:
    """Differences of measure `code` between pairs of domains, p values not adjusted."""
    domains = part.units.domains
    place = [m.code for m in results.definition.measures].index(results.definition.measure(code).code)
    covariance = domain_matrix(part.influence[:, place], part.units, results.strata).covariance
    found = []
    for a, b in pairs:
        i, j = domains.index(a), domains.index(b)
        apart = covariance[i, i] + covariance[j, j]
        difference = part.scores[i, place] - part.scores[j, place]
        degrees = _joint_degrees(part.present, i, j)
        found.append(_tested(code, a, b, difference, apart - 2 * covariance[i, j], apart, degrees, results.level))
    return found


def wave_differences(new: Results, old: Results, codes: Sequence[str] | None = None) -> tuple[Difference, ...]:
    """Differences between two independent samples for all measures they share (or `codes`); df by Welch-Satterthwaite."""
    figures, before = ({estimate.code: estimate for estimate in results.of()} for results in (new, old))
    for code in codes or ():
        new.definition.measure(code), old.definition.measure(code)
    shared = codes or [code for code in figures if code in before]
    return holm([independent_difference(code, ("new", figures[code]), ("old", before[code]), new.level) for code in shared])


def independent_difference(code: str, new: tuple[str, Scored], old: tuple[str, Scored], level: float) -> Difference:
    """Difference of two named scores of independent samples; df by Welch-Satterthwaite, 0 where either has none."""
    (a, one), (b, other) = new, old
    if one.score is None or other.score is None:
        return _tested(code, a, b, np.nan, np.nan, np.nan, 0, level)
    variance, old_variance = one.se**2, other.se**2
    if min(one.df, other.df) < 1:
        joint = 0.0
    else:
        whole = variance**2 / one.df + old_variance**2 / other.df
        joint = (variance + old_variance) ** 2 / whole if whole else float(one.df + other.df)
    return _tested(code, a, b, one.score - other.score, variance + old_variance, variance + old_variance, joint, level)


def holm(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences with p values adjusted for their number (step-down; Holm 1979)."""
    tested = [d.p for d in found if d.p is not None]
    order = np.argsort(tested, kind="stable")
    adjusted = np.empty(len(tested))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(np.array(tested)[order] * np.arange(len(tested), 0, -1)))
    values = iter(adjusted.tolist())
    return tuple(replace(d, p_holm=None if d.p is None else next(values)) for d in found)


def _tested(code: str, a: str, b: str, difference: float, variance: float, apart: float, df: float, level: float) -> Difference:
    if not np.isfinite(difference):
        return Difference(code, a, b, None, None, None, df, None, None, None)
    if df < 1:
        return Difference(code, a, b, float(difference), None, None, df, None, None, None)
    se = float(np.sqrt(max(variance, 0.0)))
    half = float(t_quantile(level, np.array(df)) * se)
    p = float(2 * stdtr(df, -abs(difference) / se)) if se > 0 else None
    return Difference(code, a, b, float(difference), se, float(np.sqrt(apart)), df, difference - half, difference + half, p)


def _joint_degrees(units: Units, a: int, b: int) -> int:
    """Of the two domains together; 0 where either has no degree of freedom of its own."""
    if min(_degrees(units, units.domain == a), _degrees(units, units.domain == b)) < 1:
        return 0
    return _degrees(units, (units.domain == a) | (units.domain == b))


def _degrees(units: Units, inside: np.ndarray) -> int:
    psus = np.unique(units.psu_keys[inside])
    return len(psus) - len(np.unique(psus >> 32))
