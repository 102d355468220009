"""Joint confidence sets for the ranks of domains, so that a league table can say "rank 3-9".

Method: Mogstad, Romano, Shaikh & Wilhelm 2023 (doi:10.1093/restud/rdad006): simultaneous intervals for all pairwise
differences; a domain's best rank is 1 + the number of domains surely above it, its worst leaves those surely below.
Chosen over Klein, Wright & Wieczorek (joint intervals of the scores): it uses the covariance of domains that share
PSUs, which here makes differences up to half as wide. The critical value comes from draws with a stored seed; variances
are drawn too, each with its own degrees of freedom, because communes often have a handful of PSUs.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.differences import covariance_between
from pipeline.errors import DesignError
from pipeline.estimate import Results

DRAWS = 2000
SEED = 20240701
AT_ONCE = 4_000_000  # pairs of domains x draws held in memory


@dataclass(frozen=True, slots=True)
class RankSet:
    """Rank of a domain (1 is the highest score) and the ranks it can have; None where the domain has no measured error."""

    domain: str
    score: float | None
    rank: int | None
    best: int | None
    worst: int | None


def rank_sets(results: Results, by: str, code: str, draws: int = DRAWS, seed: int = SEED) -> tuple[RankSet, ...]:
    """Ranks of the domains of column `by` on measure `code`; all sets hold at once with the results' level.

    Domains with df < 1 are left out of the ranking.
    """
    part = results.by[by]
    place = [m.code for m in results.definition.measures].index(results.definition.measure(code).code)
    scores = part.linearised.scores[:, place]
    covariance = covariance_between(part.influence[:, place], part.units, results.strata)
    ranked = np.flatnonzero(np.isfinite(scores) & (part.df >= 1) & (np.diag(covariance) > 0))
    if len(ranked) == 0:
        raise DesignError(f"No {by} can be ranked: each has fewer than two PSUs in a stratum. Take the next smaller unit as PSU.")
    inside = covariance[np.ix_(ranked, ranked)]
    best, worst = rank_bounds(scores[ranked], inside, part.df[ranked], results.level, draws, seed)
    order = np.argsort(np.argsort(-scores[ranked], kind="stable"), kind="stable") + 1
    found = {int(domain): (int(order[i]), int(best[i]), int(worst[i])) for i, domain in enumerate(ranked)}
    return tuple(RankSet(name, float(scores[i]) if np.isfinite(scores[i]) else None, *found.get(i, (None, None, None)))
                 for i, name in enumerate(part.domains))


def rank_bounds(scores: np.ndarray, covariance: np.ndarray, df: np.ndarray, level: float, draws: int, seed: int):
    """Best and worst rank of each of [domains] scores, jointly with the level given."""
    errors = _difference_errors(covariance, np.ones(len(scores)))
    critical = _critical_value(covariance, df, level, draws, seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        surely_above = (scores[None, :] - scores[:, None]) / errors > critical
    np.fill_diagonal(surely_above, False)
    return 1 + surely_above.sum(1), len(scores) - surely_above.sum(0)


def _critical_value(covariance: np.ndarray, df: np.ndarray, level: float, draws: int, seed: int) -> float:
    """Quantile of the largest studentised pairwise difference when all domains are equal."""
    random = np.random.Generator(np.random.PCG64(seed))
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    largest = []
    for start in range(0, draws, step := max(1, AT_ONCE // len(df) ** 2)):
        size = min(step, draws - start)
        noise = random.standard_normal((size, len(df))) @ root.T
        spread = random.chisquare(df, (size, len(df))) / df
        ratios = np.abs(noise[:, :, None] - noise[:, None, :]) / _difference_errors(covariance, spread)
        largest.append(np.nanmax(ratios.reshape(size, -1), axis=1))
    return float(np.quantile(np.concatenate(largest), level))


def _difference_errors(covariance: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Standard errors of all differences [..., domains, domains] when variances are multiplied by `spread` [..., domains]."""
    root = np.sqrt(spread)
    scaled = covariance * root[..., :, None] * root[..., None, :]
    own = np.diagonal(covariance) * spread
    variance = own[..., :, None] + own[..., None, :] - 2 * scaled
    return np.sqrt(np.where(variance > 0, variance, np.nan))
