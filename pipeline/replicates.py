"""Replicate standard errors, JKn jackknife and Rao-Wu-Yue bootstrap: a cross-check beside the linearised ones.

A replicate multiplies PSUs' weights; its totals are a product of that matrix with the PSUs' sums, so replicates cost
one matrix product, not a pass each. Calibration is repeated in every replicate.
Sources: Rao, Wu & Yue 1992; R survey's as.svrepdesign and svrVar.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.design import Calibration, Strata
from pipeline.errors import DesignError
from pipeline.indices.definition import Definition
from pipeline.weighting import WeightedCells, groups_of
from pipeline.weights.ratios import weight_ratios


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
            drawn = random.integers(0, len(inside), (len(inside) - 1, replicates))
            hits[inside] = (drawn[:, None, :] == np.arange(len(inside))[None, :, None]).sum(0)
    return from_hits(psus, strata, hits, seed)


def from_hits(psus: PsuTable, strata: Strata, hits: np.ndarray, seed: int | None = None) -> Replicates:
    """Bootstrap replicates from how often each PSU was drawn, [PSUs, replicates]."""
    size = strata.psus[psus.stratum]
    factors = hits * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)[:, None]
    return Replicates("bootstrap", factors, 1 / hits.shape[1], np.ones(hits.shape[1]), seed)


def replicate_scores(psus: PsuTable, replicates: Replicates, weighted: WeightedCells, definition: Definition,
                     calibration: Calibration | None) -> np.ndarray:
    """Scores [replicates, measures] of everything, re-calibrated in each replicate."""
    groups = groups_of(weighted.moments)
    by_group = np.tensordot(replicates.factors.T, psus.weights, 1)
    if calibration is not None:
        totals = replicates.factors.T @ psus.row_weights
        ratios = np.array([weight_ratios(calibration, groups, total) for total in totals])
        by_group = by_group * ratios[:, :, None, None]
    return _scores(by_group.sum(1), definition)


def replicate_errors(replicates: Replicates, scores: np.ndarray, centre: np.ndarray | None) -> np.ndarray:
    """Standard errors [measures]; centre: full-sample scores (R's mse = TRUE), or None for the replicates' mean."""
    middle = scores.mean(0) if centre is None else centre
    return np.sqrt(replicates.scale * (replicates.rscales[:, None] * (scores - middle) ** 2).sum(0))


def _scores(weights: np.ndarray, definition: Definition) -> np.ndarray:
    """Scores from weight sums [replicates, items, levels]."""
    levels = np.arange(1, definition.scale + 1)
    totals = weights.sum(2)
    ratios = np.divide(weights @ levels, totals, out=np.zeros_like(totals), where=totals > 0)
    return 100 / definition.scale * np.einsum("rmi,ri->rm", definition.coefficients_of(totals > 0), ratios)
