"""Domains held against the rest: everybody who is not in them, rows without a domain among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.differences import Difference, Influenced, between_domains, holm
from pipeline.errors import DesignError
from pipeline.estimate import DomainEstimates, Results
from pipeline.linearise import Linearised, Units

REST = "rest"


def against_rest(results: Results, by: str, codes: Sequence[str], domains: Sequence[str] | None = None, *,
                 cautious: bool = False) -> tuple[Difference, ...]:
    """Each domain of column `by` (or each of `domains`) less the rest, for the measures `codes`.

    The rest's sums are everybody's less the domain's, PSU by PSU, so the two share PSUs as the domains of a column with two
    values would. A domain that holds every row has no difference. DesignError for calibrated weights, whose residuals cannot
    be had by subtraction: make that column and take `domain_differences`. cautious: as there.
    """
    if results.design.calibration is not None:
        raise DesignError("Under calibration domains are not held against the rest. Make a column with two values, and compare these.")
    part, found, whole = results.by[by], [], _Sums.of(results.everything.linearised)
    for domain in part.domains if domains is None else domains:
        two = _in_two(part, part.domains.index(domain), whole, results)
        for code in codes:
            found += between_domains(two, results, code, [(domain, REST)], cautious)
    return holm(found)


@dataclass(frozen=True)
class _Sums:
    """Of some units: weights and weights times scores by item [units, items], and each unit as one sortable number."""

    part: Linearised
    weights: np.ndarray
    scores: np.ndarray
    names: np.ndarray

    @classmethod
    def of(cls, part: Linearised, domain: int = 0) -> "_Sums":
        """Of the units of one domain."""
        inside = part.units.domain == domain
        levels = part.units.weights[inside]
        return cls(part, levels.sum(2), levels @ part.values, part.units.psu_keys[inside])


def _in_two(part: DomainEstimates, domain: int, whole: _Sums, results: Results) -> Influenced:
    """Scores of a domain and of the rest, and the influence of PSUs on both."""
    mine, everybody, own = part.linearised, whole.part, _Sums.of(part.linearised, domain)
    place = np.searchsorted(whole.names, own.names)
    weights, scores = whole.weights.copy(), whole.scores.copy()
    weights[place] -= own.weights
    scores[place] -= own.scores
    totals = everybody.totals[0] - mine.totals[domain]
    coefficients = results.definition.coefficients(everybody.counts[0].sum(1) > mine.counts[domain].sum(1))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (everybody.weights[0] - mine.weights[domain]) @ mine.values / totals
        influence = np.nan_to_num((scores - means * weights) / totals, nan=0, posinf=0, neginf=0) @ coefficients.T
    rest = np.where(coefficients.any(1), coefficients @ np.nan_to_num(means, nan=0, posinf=0, neginf=0), np.nan)
    sample, names = everybody.units, (part.domains[domain], REST)
    rows = sample.rows.copy()
    rows[place] -= mine.units.rows[mine.units.domain == domain]
    others = np.flatnonzero(rows > 0)
    units = _two_domains(names, sample, place, others)
    both = np.concatenate([mine.influence[mine.units.domain == domain], influence[others]])
    return Influenced(np.stack([mine.scores[domain], rest]), both, units, units)


def _two_domains(names: tuple[str, str], sample: Units, place: np.ndarray, others: np.ndarray) -> Units:
    """Units of a domain, at these places of the sample, and after them those of the rest."""
    return Units(names, np.repeat([0, 1], [len(place), len(others)]), np.r_[sample.stratum[place], sample.stratum[others]],
                 np.r_[sample.psu[place], sample.psu[others]])
