"""Scores and their linearised influence by PSU, from the additive table (Taylor linearisation, ultimate cluster).

For item j with mean R_j = sum(w y) / sum(w), a PSU's influence is (sum(w y) - R_j sum(w)) / W_j: its own sums above,
the domain's W_j below. Roll-ups are linear in the items, so their influence is the same combination.
Source: Binder 1983; R survey's svymean / svyratio on subset() designs.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.design import Design, Strata
from pipeline.errors import DesignError
from pipeline.indices.definition import Definition
from pipeline.moments import Moments
from pipeline.weighting import WeightedCells


@dataclass(frozen=True)
class Units:
    """Pairs of domain and PSU, sorted by domain, stratum, PSU; `domain`, `stratum`, `psu` are int indices."""

    domains: tuple[str, ...]
    domain: np.ndarray
    stratum: np.ndarray
    psu: np.ndarray

    @property
    def psu_keys(self) -> np.ndarray:
        """Stratum and PSU of each unit as one int64, which sorts as they do."""
        return self.stratum.astype(np.int64) << 32 | self.psu


@dataclass(frozen=True)
class UnitSums(Units):
    """Sums by unit: rows, row_weight [units]; counts int64 and weights float64 [units, items, levels]."""

    rows: np.ndarray
    row_weight: np.ndarray
    counts: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Linearised:
    """Scores [domains, measures] and influence [units, measures], with what intervals and design effects need.

    values [levels] is what each level scores; means and totals (sums of weights) are [domains, items],
    counts and weights [domains, items, levels], coefficients [domains, measures, items], rows and row_weight [domains].
    """

    definition: Definition
    units: UnitSums
    values: np.ndarray
    scores: np.ndarray
    influence: np.ndarray
    means: np.ndarray
    totals: np.ndarray
    counts: np.ndarray
    weights: np.ndarray
    coefficients: np.ndarray
    rows: np.ndarray
    row_weight: np.ndarray


def strata_of(moments: Moments, design: Design) -> Strata:
    """The strata of the whole sample; DesignError for a PSU in two strata, a lonely PSU or an impossible population size."""
    pairs = np.unique(np.stack([moments.cells.stratum.index, moments.cells.psu.index]), axis=1)
    if not design.nested and design.psu is not None:
        _check_psus_whole(moments, pairs, design)
    codes = tuple(moments.cells.stratum.values)
    psus = np.bincount(pairs[0], minlength=len(codes))
    given = np.array([moments.cells.sizes.get(code, np.inf) for code in codes])
    fractions = len(given) > 0 and given.max() <= 1
    return Strata(codes, psus, psus / given if fractions else given, design.lonely)


def unit_sums(weighted: WeightedCells, everything: bool) -> UnitSums:
    """Sums by PSU, of all rows (`everything`) or of each domain's rows (rows without a domain are left out)."""
    moments, cells = weighted.moments, weighted.moments.cells
    domain = np.zeros(len(cells), np.int32) if everything else cells.domain.index
    order = np.lexsort((cells.psu.index, cells.stratum.index, domain))
    order = order[domain[order] >= 0]
    key = np.stack([domain, cells.stratum.index, cells.psu.index])[:, order]
    starts = starts_of(*key)

    def added(values: np.ndarray) -> np.ndarray:
        return values[order] if len(starts) == len(order) else np.add.reduceat(values[order], starts, axis=0)

    domains = ("*",) if everything else tuple(cells.domain.values)
    return UnitSums(domains, *key[:, starts], added(moments.rows), added(weighted.row_weights),
                    added(moments.counts), added(weighted.weights))


def linearise(units: UnitSums, definition: Definition, values: np.ndarray | None = None) -> Linearised:
    """Scores of every domain and the influence of every PSU on them.

    values: what each level scores; by default 100 x level / levels.
    """
    if values is None:
        values = 100 / definition.scale * np.arange(1, definition.scale + 1)
    counts, weights = by_domain(units, units.counts), by_domain(units, units.weights)
    totals = weights.sum(2)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = weights @ values / totals
        own = units.weights @ values - means[units.domain] * units.weights.sum(2)
        influence = np.nan_to_num(own / totals[units.domain])
    coefficients = definition.coefficients_of(counts.sum(2) > 0)
    scores = np.einsum("dmi,di->dm", coefficients, np.nan_to_num(means))
    scores[~coefficients.any(2)] = np.nan
    return Linearised(definition, units, values, scores, _rolled_up(influence, coefficients, units), means, totals, counts,
                      weights, coefficients, by_domain(units, units.rows), by_domain(units, units.row_weight))


def variances(influence: np.ndarray, units: Units, strata: Strata) -> np.ndarray:
    """Between-PSU variance [domains, measures] of totals of influence, PSUs outside a domain counting as zero.

    Sum over strata of (1 - n/N) n/(n-1) sum (u - mean)^2, n all PSUs of the stratum in the sample.
    """
    starts = starts_of(units.domain, units.stratum)
    here, domain = units.stratum[starts], units.domain[starts]
    inside = np.diff(np.r_[starts, len(units.stratum)])
    psus = strata.psus[here]
    means = np.add.reduceat(influence, starts, axis=0) / psus[:, None]
    means[psus == 1] = 0  # a lonely PSU is compared with the grand mean of influence, which is 0
    squares = np.add.reduceat((influence - np.repeat(means, inside, axis=0)) ** 2, starts, axis=0)
    squares += (psus - inside)[:, None] * means**2
    total = np.zeros((len(units.domains), influence.shape[1]))
    np.add.at(total, domain, strata.factors[here][:, None] * squares)
    return total * _average_factor(domain, strata.alone[here], len(total), strata.lonely)[:, None]


def by_domain(units: UnitSums, values: np.ndarray) -> np.ndarray:
    """Values of units added up by domain (a domain without rows gets zeros)."""
    total = np.zeros((len(units.domains), *values.shape[1:]), values.dtype)
    starts = starts_of(units.domain)
    total[units.domain[starts]] = np.add.reduceat(values, starts, axis=0)
    return total


def starts_of(*keys: np.ndarray) -> np.ndarray:
    """Places where a run of equal keys begins; the keys are sorted together."""
    begins = np.ones(len(keys[0]), bool)
    begins[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.flatnonzero(begins)


def _rolled_up(influence: np.ndarray, coefficients: np.ndarray, units: UnitSums) -> np.ndarray:
    rolled = np.empty((len(influence), coefficients.shape[1]))
    edges = np.searchsorted(units.domain, np.arange(len(coefficients) + 1))
    for domain, (first, last) in enumerate(zip(edges, edges[1:], strict=False)):
        rolled[first:last] = influence[first:last] @ coefficients[domain].T
    return rolled


def _average_factor(domain: np.ndarray, alone: np.ndarray, domains: int, lonely: str) -> np.ndarray:
    """lonely = "average": strata of the domain over those of them that are not lonely (R's rule)."""
    if lonely != "average":
        return np.ones(domains)
    present = np.bincount(domain, minlength=domains).astype(float)
    measured = present - np.bincount(domain, alone, domains)
    return np.divide(present, measured, out=np.full(domains, np.nan), where=measured > 0)


def _check_psus_whole(moments: Moments, pairs: np.ndarray, design: Design) -> None:
    strata_of_psu = np.bincount(pairs[1], minlength=len(moments.cells.psu.values))
    split = np.flatnonzero(strata_of_psu > 1)
    if len(split):
        shown = ", ".join(str(moments.cells.psu.values[place]) for place in split[:5])
        raise DesignError(f"PSU {shown} (column '{design.psu}') lies in more than one stratum (column '{design.stratum}'): {len(split)} PSUs. "
                          "If PSU codes restart in each stratum say nested; otherwise correct the stratum.")
