"""Replicate standard errors, JKn jackknife and Rao-Wu-Yue bootstrap: a cross-check beside the linearised ones.

A replicate multiplies PSUs' weights; its totals are a product of that matrix with the PSUs' sums, so replicates cost
one matrix product, not a pass each. Calibration is repeated in every replicate; one whose calibration cannot be met, or that
has no answer left, is undefined and left out.
Sources: Rao, Wu & Yue 1992 (their rescaling by sqrt(1 - f) with a population size); R survey's as.svrepdesign and svrVar.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.design import Calibration, Strata
from pipeline.errors import CalibrationError, DesignError
from pipeline.indices.definition import Definition
from pipeline.weighting import WeightedCells, groups_of
from pipeline.weights.ratios import weight_ratios

# Share of replicates that must be defined: each of the jackknife's measures one PSU, the bootstrap's are alike.
DEFINED_SHARE = {"JKn": 1.0, "bootstrap": 0.9}


@dataclass(frozen=True)
class Replicates:
    """factors float [PSUs, replicates] on the weights of PSUs (in order of stratum, then code), and how spreads add up.

    The variance is scale x sum over replicates of rscales (score - centre)^2.
    """

    kind: str
    factors: np.ndarray
    scale: float
    rscales: np.ndarray
    seed: int | None = None

    @property
    def degrees(self) -> int:
        """Rank of the replicate weights less one (R's degf)."""
        return int(np.linalg.matrix_rank(self.factors)) - 1


@dataclass(frozen=True)
class PsuTable:
    """PSUs of the sample in order: `stratum` int [PSUs], `codes`; sums [PSUs, groups, ...] of base weights."""

    stratum: np.ndarray
    codes: tuple
    row_weights: np.ndarray
    weights: np.ndarray
    counts: np.ndarray


def psu_table(weighted: WeightedCells) -> PsuTable:
    """Sums by PSU and calibration group from the cells."""
    cells = weighted.moments.cells
    pairs, place = np.unique(np.stack([cells.stratum.index, cells.psu.index]), axis=1, return_inverse=True)
    shape = (pairs.shape[1], len(weighted.ratios))

    def added(values: np.ndarray) -> np.ndarray:
        total = np.zeros((*shape, *values.shape[1:]), values.dtype)
        np.add.at(total, (place.ravel(), cells.group.index), values)
        return total

    codes = tuple(cells.psu.values[code] for code in pairs[1])
    return PsuTable(pairs[0], codes, added(weighted.base_row_weights), added(weighted.base_weights), added(weighted.moments.counts))


def jackknife(psus: PsuTable, strata: Strata) -> Replicates:
    """JKn: each replicate leaves out one PSU and weighs the others of its stratum n / (n - 1)."""
    size = strata.psus[psus.stratum]
    left_out = np.flatnonzero(size > 1)
    if len(left_out) < len(size) and strata.lonely == "fail":
        raise DesignError("A stratum has only one PSU: leaving it out leaves nothing. Merge strata or choose how lonely PSUs are treated.")
    same = psus.stratum[:, None] == psus.stratum[left_out][None, :]
    factors = np.where(same, (size / np.maximum(size - 1, 1))[:, None], 1.0)
    factors[left_out, np.arange(len(left_out))] = 0
    kept = strata.fractions[psus.stratum[left_out]] * (size[left_out] - 1) / size[left_out]
    return Replicates("JKn", factors, 1.0, kept)


def bootstrap(psus: PsuTable, strata: Strata, replicates: int, seed: int) -> Replicates:
    """Rao-Wu-Yue: n - 1 PSUs drawn with replacement in each stratum; the seed is part of the result."""
    random = np.random.Generator(np.random.PCG64(seed))
    hits = np.ones((len(psus.stratum), replicates))
    for stratum in np.unique(psus.stratum):
        inside = np.flatnonzero(psus.stratum == stratum)
        if len(inside) > 1:
            drawn = random.integers(0, len(inside), (len(inside) - 1, replicates)) + len(inside) * np.arange(replicates)
            hits[inside] = np.bincount(drawn.ravel(), minlength=len(inside) * replicates).reshape(replicates, -1).T
    return from_hits(psus, strata, hits, seed)


def from_hits(psus: PsuTable, strata: Strata, hits: np.ndarray, seed: int | None = None) -> Replicates:
    """Bootstrap replicates from how often each PSU was drawn, [PSUs, replicates]."""
    size = strata.psus[psus.stratum]
    rescaled = hits * (size / np.maximum(size - 1, 1))[:, None]
    factors = 1 + np.sqrt(strata.fractions[psus.stratum])[:, None] * (rescaled - 1)
    return Replicates("bootstrap", factors, 1 / hits.shape[1], np.ones(hits.shape[1]), seed)


def replicate_scores(psus: PsuTable, replicates: Replicates, weighted: WeightedCells, definition: Definition,
                     calibration: Calibration | None) -> np.ndarray:
    """Scores [replicates, measures] of everything, re-calibrated in each replicate; NaN where a replicate is undefined."""
    groups = groups_of(weighted.moments)
    by_group = np.tensordot(replicates.factors.T, psus.weights, 1)
    if calibration is not None:
        totals = replicates.factors.T @ psus.row_weights
        ratios = np.array([_ratios(calibration, groups, total) for total in totals]).reshape(totals.shape)
        by_group = by_group * ratios[:, :, None, None]
    return _scores(by_group.sum(1), definition)


def replicate_errors(replicates: Replicates, scores: np.ndarray, centre: np.ndarray | None) -> np.ndarray:
    """Standard errors [measures]; centre: full-sample scores (R's mse = TRUE), or None for the replicates' mean.

    Undefined replicates are left out and the others stand for them; NaN where there are too many (any, of a jackknife).
    """
    counted = np.isfinite(scores)
    share = counted.sum(0) / max(len(scores), 1)
    enough = (share > 0) & (share >= DEFINED_SHARE[replicates.kind])
    share = np.where(enough, share, np.nan)
    middle = np.where(counted, scores, 0).sum(0) / (share * len(scores)) if centre is None else centre
    squares = np.where(counted, (scores - middle) ** 2, 0)
    return np.sqrt(replicates.scale * (replicates.rscales[:, None] * squares).sum(0) / share)


def undefined(scores: np.ndarray) -> np.ndarray:
    """How many replicates have no score, int [measures]."""
    return np.isnan(scores).sum(0)


def _ratios(calibration: Calibration, groups: list[tuple[str, ...]], totals: np.ndarray) -> np.ndarray:
    """Ratios [groups] of one replicate; NaN where its calibration cannot be met."""
    try:
        return weight_ratios(calibration, groups, totals)
    except CalibrationError:
        return np.full(len(totals), np.nan)


def _scores(weights: np.ndarray, definition: Definition) -> np.ndarray:
    """Scores from weight sums [replicates, items, levels]; NaN where nothing was answered or weights are undefined."""
    levels = np.arange(1, definition.scale + 1)
    totals = weights.sum(2)
    ratios = np.divide(weights @ levels, totals, out=np.zeros_like(totals), where=totals > 0)
    coefficients = definition.coefficients_of(totals > 0)
    scores = 100 / definition.scale * np.einsum("rmi,ri->rm", coefficients, ratios)
    scores[~coefficients.any(2)] = np.nan
    return scores
