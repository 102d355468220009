"""Differences between domains of one sample and between two samples, which may share PSUs, with t tests.

By default errors and df are R's. `cautious` is the convention of what a run publishes, where many units are tested at once and
each has few PSUs: domains that share no PSU have their errors from their own PSUs (own_errors.py), df is the smaller of the two
domains' own, and below FEW_DEGREES nothing is tested. R's joint df counts the PSUs of all others although the error comes from the
unit's few: of nine communes with four villages each, all alike, it finds one that "differs" in a third of samples (docs/intervals.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import numpy as np
from scipy.special import stdtr

from pipeline.covariance import domain_matrix
from pipeline.estimate import ALL, FEW_DEGREES, Results
from pipeline.intervals import t_quantile
from pipeline.linearise import Units, variances
from pipeline.own_errors import own_sample, shared_psus
from pipeline.overlap import Pairs, joint_variance, results_covariances


class Scored(Protocol):
    """What a difference of two samples needs to know of each: an Estimate, or one that was stored."""

    score: float | None
    se: float | None
    df: int


@dataclass(frozen=True)
class Influenced:
    """Scores [domains, measures] and the influence of PSUs on them that variances are made of, [units, measures].

    present: pairs of domain and PSU that have rows, which degrees of freedom are counted by; units are the same but under calibration.
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

    @property
    def independent(self) -> bool:
        """Whether it was tested as if the two shared no PSU, which gives just this error."""
        return self.se is not None and self.se == self.se_if_independent


def domain_differences(results: Results, by: str, code: str, pairs: Sequence[tuple[str, str]] | None = None, *,
                       cautious: bool = False) -> tuple[Difference, ...]:
    """Differences of measure `code` between domains of column `by`: all pairs in order, or those given.

    df is that of the two domains taken together (PSUs - strata with rows of either), and 0 where one of them has none by itself:
    a domain that is one PSU seems to have no error at all, and would be tested as if it were known. Works as well for modes
    of collection: let the mode be the column. cautious: see above.
    """
    part = results.by[by]
    units, held = part.linearised.units, part.linearised.units.rows > 0
    present = Units(units.domains, units.domain[held], units.stratum[held], units.psu[held])
    influence, units = (part.influence[held], present) if results.design.calibration is None else (part.influence, part.units)
    influenced = Influenced(part.linearised.scores, influence, units, present)
    return holm(between_domains(influenced, results, code, combinations(part.domains, 2) if pairs is None else pairs, cautious))


def between_domains(part: Influenced, results: Results, code: str, pairs: Iterable[tuple[str, str]], cautious: bool = False) -> list[Difference]:
    """Differences of measure `code` between pairs of domains, p values not adjusted; cautious: see above."""
    domains = part.units.domains
    place = [m.code for m in results.definition.measures].index(results.definition.measure(code).code)
    together, apart = _variances_between(part, place, results, cautious)
    found = []
    for a, b in pairs:
        i, j = domains.index(a), domains.index(b)
        difference = part.scores[i, place] - part.scores[j, place]
        smaller = min(_degrees(part.present, part.present.domain == domain) for domain in (i, j))
        if cautious:
            degrees, enough = smaller, smaller >= FEW_DEGREES
        else:
            degrees, enough = _joint_degrees(part.present, i, j) if smaller >= 1 else 0, smaller >= 1
        found.append(_tested(code, a, b, difference, together[i, j], apart[i, j], degrees, results.level, enough))
    return found


def _variances_between(part: Influenced, place: int, results: Results, cautious: bool) -> tuple[np.ndarray, np.ndarray]:
    """Variances of differences [domains, domains]: as they are, and as if no PSU were shared."""
    covariance = domain_matrix(part.influence[:, place], part.units, results.strata).covariance
    apart = np.add.outer(np.diag(covariance), np.diag(covariance))
    together = apart - 2 * covariance
    if cautious:
        own = variances(part.influence[:, [place]], *own_sample(part.units, results.strata))[:, 0]
        alone = shared_psus(part.units) == 0
        together, apart = (np.where(alone, np.add.outer(own, own), found) for found in (together, apart))
    return together, apart


def wave_differences(new: Results, old: Results, codes: Sequence[str] | None = None, *, shared: Pairs = (), by: str | None = None,
                     domain: str = ALL) -> tuple[Difference, ...]:
    """Differences between two samples for all measures they share (or `codes`), of everyone or of a domain that both have.

    shared: PSUs of the new sample and the same ones in the old; without any the samples are independent.
    """
    figures, before = ({estimate.code: estimate for estimate in results.of(by, domain)} for results in (new, old))
    for code in codes or ():
        new.definition.measure(code), old.definition.measure(code)
    covariances = results_covariances(new, old, shared, by, domain).by_figure
    wanted = codes or [code for code in figures if code in before]
    return holm([sample_difference(code, ("new", figures[code]), ("old", before[code]), new.level, covariances.get(code)) for code in wanted])


def sample_difference(code: str, new: tuple[str, Scored], old: tuple[str, Scored], level: float, covariance: float | None = None, *,
                      cautious: bool = False) -> Difference:
    """Difference of two named scores of samples that share PSUs, which give this covariance; df is the smaller of the two scores' own.

    As of independent samples where there is no covariance, or none that can be right (overlap.joint_variance). Where both samples
    are the same PSUs df is that of both files stacked in one design; with fewer in common intervals hold as promised by it
    (docs/intervals.md).
    """
    (a, one), (b, other) = new, old
    known = covariance is not None and one.se is not None and other.se is not None
    variance = joint_variance(one.se**2, other.se**2, covariance) if known else None
    if variance is None:
        return independent_difference(code, new, old, level, cautious=cautious)
    df = min(one.df, other.df)
    return _tested(code, a, b, one.score - other.score, variance, one.se**2 + other.se**2, df, level, df >= (FEW_DEGREES if cautious else 1))


def independent_difference(code: str, new: tuple[str, Scored], old: tuple[str, Scored], level: float, *, cautious: bool = False) -> Difference:
    """Difference of two named scores of independent samples; df by Welch-Satterthwaite, 0 where either has none; cautious: see above."""
    (a, one), (b, other) = new, old
    if one.score is None or other.score is None:
        return _tested(code, a, b, np.nan, np.nan, np.nan, 0, level, enough=False)
    variance, old_variance = one.se**2, other.se**2
    if min(one.df, other.df) < 1:
        joint = 0.0
    else:
        whole = variance**2 / one.df + old_variance**2 / other.df
        joint = (variance + old_variance) ** 2 / whole if whole else float(one.df + other.df)
    enough = min(one.df, other.df) >= (FEW_DEGREES if cautious else 1)
    return _tested(code, a, b, one.score - other.score, variance + old_variance, variance + old_variance, joint, level, enough)


def holm(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences with p values adjusted for their number (step-down; Holm 1979)."""
    tested = [d.p for d in found if d.p is not None]
    order = np.argsort(tested, kind="stable")
    adjusted = np.empty(len(tested))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(np.array(tested)[order] * np.arange(len(tested), 0, -1)))
    values = iter(adjusted.tolist())
    return tuple(replace(d, p_holm=None if d.p is None else next(values)) for d in found)


def _tested(code: str, a: str, b: str, difference: float, variance: float, apart: float, df: float, level: float, enough: bool) -> Difference:
    if not np.isfinite(difference):
        return Difference(code, a, b, None, None, None, df, None, None, None)
    if not enough:
        return Difference(code, a, b, float(difference), None, None, df, None, None, None)
    se = float(np.sqrt(max(variance, 0.0)))
    half = float(t_quantile(level, np.array(df)) * se)
    p = float(2 * stdtr(df, -abs(difference) / se)) if se > 0 else None
    return Difference(code, a, b, float(difference), se, float(np.sqrt(apart)), df, difference - half, difference + half, p)


def _joint_degrees(units: Units, a: int, b: int) -> int:
    """Of the two domains together."""
    return _degrees(units, (units.domain == a) | (units.domain == b))


def _degrees(units: Units, inside: np.ndarray) -> int:
    psus = np.unique(units.psu_keys[inside])
    return len(psus) - len(np.unique(psus >> 32))
