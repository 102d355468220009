"""The covariance of two samples' figures, from the PSUs that both have: what a change between them is less unsure by.

Each sample's figure is linearised to a sum over its PSUs, so its covariance with the other's comes from the PSUs in both. Within a
stratum of both, with n of them, it is n / (n - 1) times the sum of products of the two contributions' deviations from their means over
these PSUs. Where both samples are the same PSUs that is what stacking the two files in one design gives (R's svydesign). With a finite
population of N PSUs, of which the samples hold n1 and n2, it is multiplied by 1 - n1 n2 / (n N) (Tam 1984, On covariances from
overlapping samples, The American Statistician 38); n1 = n2 = n gives the usual 1 - n / N. Covariance between strata's means is left out.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.cells import Cells
from pipeline.design import Strata
from pipeline.estimate import ALL, FEW_DEGREES, DomainEstimates, Results
from pipeline.linearise import Units

PsuCode = tuple[str, str]  # stratum and PSU, as the design's columns have them
Pairs = Sequence[tuple[PsuCode, PsuCode]]  # a PSU of the new sample, and the same one in the old
LEAST_VARIANCE = 1e-9  # of the independent one: less is rounding


@dataclass(frozen=True)
class Contributions:
    """What the PSUs of a sample add to some figures of everyone, or of a domain: values [PSUs, figures], 0 for PSUs without its rows.

    figures: code -> column; psus: code -> row; stratum int [PSUs]: place in strata. scores, variances [figures].
    """

    figures: Mapping[Hashable, int]
    psus: Mapping[PsuCode, int]
    stratum: np.ndarray
    strata: Strata
    values: np.ndarray
    scores: np.ndarray
    variances: np.ndarray

    def named(self, codes: Sequence[Hashable]) -> "Contributions":
        """The same with other codes for the figures."""
        return replace(self, figures={code: place for place, code in enumerate(codes)})


@dataclass(frozen=True)
class Covariances:
    """Covariance of the new and the old figure, by code, measured from so many shared PSUs with so many degrees of freedom."""

    by_figure: Mapping[Hashable, float]
    psus: int
    degrees: int


NO_COVARIANCES = Covariances({}, 0, 0)


def contributions_of(part: DomainEstimates, strata: Strata, domain: str = ALL) -> Contributions:
    """Of the scores of one domain of an estimated column; KeyError where there is no such domain."""
    if domain not in part.domains:
        raise KeyError(f"no domain '{domain}' in '{part.by}'")
    place, codes = part.domains.index(domain), [measure.code for measure in part.linearised.definition.measures]
    return contributions(codes, part.weighted.moments.cells, strata, part.units, part.influence, place, part.linearised.scores[place], part.variances[place])


def contributions(codes: Sequence[Hashable], cells: Cells, strata: Strata, units: Units, influence: np.ndarray, domain: int, scores: np.ndarray,
                  variances: np.ndarray) -> Contributions:
    """Of figures with this influence [units, figures] in the domain at that place; cells: of the whole sample, which name its PSUs."""
    keys, first = np.unique(cells.stratum.index.astype(np.int64) << 32 | cells.psu.index, return_index=True)
    stratum, psu = cells.stratum.index[first], cells.psu.index[first]
    inside, values = units.domain == domain, np.zeros((len(keys), len(codes)))
    values[np.searchsorted(keys, units.psu_keys[inside])] = influence[inside]
    names = {(str(cells.stratum.values[one]), str(cells.psu.values[other])): row for row, (one, other) in enumerate(zip(stratum, psu, strict=True))}
    return Contributions({code: place for place, code in enumerate(codes)}, names, stratum, strata, values, scores, variances)


def shared_covariances(new: Contributions, old: Contributions, shared: Pairs) -> Covariances:
    """Covariances of all figures that both have. None (NO_COVARIANCES) where the shared PSUs give fewer than FEW_DEGREES degrees of freedom.

    Shared PSUs of which one sample has no row at all are not in that sample; a single one in a stratum of both tells nothing.
    """
    places = np.array([(new.psus[one], old.psus[other]) for one, other in shared if one in new.psus and other in old.psus], int).reshape(-1, 2)
    codes = [code for code in new.figures if code in old.figures]
    columns = [new.figures[code] for code in codes], [old.figures[code] for code in codes]
    cells = list(_cells(new, old, places))
    degrees = sum(len(cell) - 1 for cell in cells)
    if degrees < FEW_DEGREES:
        return NO_COVARIANCES
    found = sum(_covariance(new, old, cell, columns) for cell in cells)
    return Covariances(dict(zip(codes, found.tolist(), strict=True)), sum(map(len, cells)), degrees)


def results_covariances(new: Results, old: Results, shared: Pairs, by: str | None = None, domain: str = ALL) -> Covariances:
    """Of the scores of everyone, or of a domain that both have, in two samples."""
    parts = ((results.everything if by is None else results.by[by], results.strata) for results in (new, old))
    return shared_covariances(*(contributions_of(part, strata, domain) for part, strata in parts), shared)


def joint_variance(new: float, old: float, covariance: float) -> float | None:
    """Variance of the difference; None where the covariance cannot be right: beyond a correlation of 1, or nothing is left.

    It is measured from fewer PSUs than the variances are, so that can happen by accident.
    """
    joint = new + old - 2 * covariance
    possible = covariance**2 <= new * old and joint > LEAST_VARIANCE * (new + old)
    return joint if possible else None


def _cells(new: Contributions, old: Contributions, places: np.ndarray) -> Iterator[np.ndarray]:
    """The shared PSUs (rows in new, in old), int [PSUs, 2], of each pair of strata that has two or more of them."""
    strata = np.stack([new.stratum[places[:, 0]], old.stratum[places[:, 1]]], axis=1)
    for pair in np.unique(strata, axis=0):
        inside = (strata == pair).all(1)
        if inside.sum() > 1:
            yield places[inside]


def _covariance(new: Contributions, old: Contributions, cell: np.ndarray, columns: tuple[Iterable[int], Iterable[int]]) -> np.ndarray:
    """Covariances [figures] from the shared PSUs of one pair of strata."""
    values = [sample.values[np.ix_(rows, column)] for sample, rows, column in zip((new, old), cell.T, columns, strict=True)]
    one, other = (part - part.mean(0) for part in values)
    return _factor(new, old, cell) * (one * other).sum(0)


def _factor(new: Contributions, old: Contributions, cell: np.ndarray) -> float:
    """(1 - n1 n2 / (n N)) n / (n - 1). Where the samples name different N the smaller is taken.

    For a positive sum of products, which is what the same villages give, that makes the variance of the change the larger; for a negative one the smaller.
    """
    strata = [(sample.strata, sample.stratum[rows[0]]) for sample, rows in zip((new, old), cell.T, strict=True)]
    n, population = len(cell), min(strata.sizes[place] for strata, place in strata)
    drawn = np.prod([float(strata.psus[place]) for strata, place in strata])
    return (1 - drawn / (n * population)) * n / (n - 1)
