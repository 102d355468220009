"""Joint confidence sets for the ranks of domains, so that a league table can say "rank 3-9".

Method: Mogstad, Romano, Shaikh & Wilhelm 2023 (doi:10.1093/restud/rdad006): simultaneous intervals for all pairwise
differences; a domain's best rank is 1 + the number of domains surely above it, its worst leaves those surely below.
Chosen over Klein, Wright & Wieczorek (joint intervals of the scores): it uses the covariance of domains that share
PSUs, which here makes differences up to half as wide. The critical value takes the normal distribution of all
differences together (draws with a stored seed) and carries it over to Student's t pair by pair, because communes often
have a handful of PSUs. Domains that share no PSU have their errors from their own PSUs (own_errors.py), and df is the
smaller of the two domains' own. In simulations (docs/intervals.md) 95% sets of such domains hold all true ranks in at
least 98% of samples, also when all are alike; those of domains across the same PSUs then in 92.7%.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from pipeline.covariance import PsuMatrix, domain_matrix
from pipeline.defined import defined
from pipeline.design import Strata
from pipeline.errors import DesignError
from pipeline.estimate import FEW_DEGREES, Results
from pipeline.linearise import Units
from pipeline.own_errors import own_sample, shared_psus

DRAWS = 2000
SEED = 20240701
AT_ONCE = 4_000_000  # numbers held in memory: draws x pairs of domains


@dataclass(frozen=True, slots=True)
class RankSet:
    """Rank of a domain (1 is the highest score) and the ranks it can have; None where the domain has no measured error."""

    domain: str
    score: float | None
    rank: int | None
    best: int | None
    worst: int | None


def rank_sets(results: Results, by: str, code: str, draws: int = DRAWS, seed: int = SEED, *, only: Collection[str] | None = None) -> tuple[RankSet, ...]:
    """Ranks of the domains of column `by` on measure `code`; all sets hold at once with the results' level.

    only: the domains to rank, as those that may be shown; by default all. Domains with df below FEW_DEGREES, or by chance without
    any spread between their PSUs, are left out of the ranking. Domains that share no PSU have their errors from their own.
    """
    part = results.by[by]
    place = [m.code for m in results.definition.measures].index(results.definition.measure(code).code)
    scores = part.linearised.scores[:, place]
    psus = domain_matrix(part.influence[:, place], *_sample_of(results, by))
    wanted = np.array([only is None or name in only for name in part.domains], bool)
    ranked = np.flatnonzero(wanted & np.isfinite(scores) & (part.df >= FEW_DEGREES) & (np.square(psus.values).sum(0) > 0))
    if len(ranked) == 0:
        raise DesignError(f"No {by} can be ranked: each has too few PSUs (df below {FEW_DEGREES}). Take the next smaller unit as PSU.")
    inside = PsuMatrix(psus.values[:, ranked], psus.stratum, psus.sizes)
    degrees = np.minimum(np.minimum.outer(part.df[ranked], part.df[ranked]), _welch_degrees(inside))
    best, worst = rank_bounds(scores[ranked], inside.covariance, degrees, results.level, draws, seed)
    order = np.argsort(np.argsort(-scores[ranked], kind="stable"), kind="stable") + 1
    found = {int(domain): (int(order[i]), int(best[i]), int(worst[i])) for i, domain in enumerate(ranked)}
    return tuple(RankSet(name, defined(scores[i]), *found.get(i, (None, None, None)))
                 for i, name in enumerate(part.domains))


def rank_bounds(scores: np.ndarray, covariance: np.ndarray, degrees: np.ndarray, level: float, draws: int, seed: int):
    """Best and worst rank of each of [domains] scores, jointly with the level given; degrees [domains, domains] of differences."""
    errors = _difference_errors(covariance)
    tail = ndtr(-_largest_difference(covariance, errors, level, draws, seed))
    with np.errstate(divide="ignore", invalid="ignore"):
        surely_above = (scores[None, :] - scores[:, None]) / errors > -stdtrit(degrees, tail)
    return 1 + surely_above.sum(1), len(scores) - surely_above.sum(0)


def _largest_difference(covariance: np.ndarray, errors: np.ndarray, level: float, draws: int, seed: int) -> float:
    """Quantile of the largest of all differences, each over its error, when domains are equal and errors known."""
    random = np.random.Generator(np.random.PCG64(seed))
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    step, largest = max(1, AT_ONCE // errors.size), []
    for start in range(0, draws, step):
        noise = random.standard_normal((min(step, draws - start), len(root))) @ root.T
        ratios = np.abs(noise[:, :, None] - noise[:, None, :]) / errors
        largest.append(np.nanmax(ratios.reshape(len(noise), -1), axis=1, initial=0.0))
    return float(np.quantile(np.concatenate(largest), level))


def _difference_errors(covariance: np.ndarray) -> np.ndarray:
    """Standard errors [domains, domains] of all differences; NaN on the diagonal."""
    variance = _difference_variances(covariance)
    return np.sqrt(np.where(variance > 0, variance, np.nan))


def _difference_variances(covariance: np.ndarray) -> np.ndarray:
    own = np.diag(covariance)
    variance = own[:, None] + own[None, :] - 2 * covariance
    np.fill_diagonal(variance, 0)
    return variance


def _sample_of(results: Results, by: str) -> tuple[Units, Strata]:
    """Units and strata that errors are measured in: each domain's own, unless domains share PSUs."""
    units = results.by[by].units
    shared = shared_psus(units)
    return (units, results.strata) if np.count_nonzero(shared) > np.count_nonzero(np.diag(shared)) else own_sample(units, results.strata)


def _welch_degrees(psus: PsuMatrix) -> np.ndarray:
    """Satterthwaite's degrees of each difference, whose variance adds up over strata that measure theirs from few PSUs."""
    total = squares = np.zeros((psus.values.shape[1],) * 2)
    for stratum, size in enumerate(psus.sizes):
        rows = psus.values[psus.stratum == stratum]
        variance = _difference_variances(rows.T @ rows)
        total, squares = total + variance, squares + variance**2 / max(size - 1, 1)
    return np.divide(total**2, squares, out=np.ones_like(total), where=squares > 0)
