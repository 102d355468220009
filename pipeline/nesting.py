"""Which domains of two reported columns hold the same rows together, so that no part is had by subtraction from its whole.

A commune in a district, a district that is also a stratum, the communes of which alone people answered by phone: wherever some domains of
one column and some of another make up the same PSUs, the sums of both sides are equal, and each hidden figure is one unknown
in that equation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.estimate import Results

Parents = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Whole:
    """Domains `parts` of column `child` and domains `places` of column `by` (None: everything) that hold the same rows."""

    by: str | None
    places: np.ndarray
    child: str
    parts: np.ndarray


def wholes_of(results: Results, parents: Parents | None = None) -> tuple[Whole, ...]:
    """All of them, smaller ones first: a partner found inside one serves the larger too. Everything as the domains of a column comes
    last, coarse columns before fine ones: of a hidden district a part is hidden anyway.

    parents: reported columns that lie inside others, (child column, parent column) -> domain -> parent's domain; by
    default as the PSUs tell. Columns that cross within PSUs are tied by everything alone.
    """
    found = [*(_told(results, parents) if parents is not None else _same_psus(results))]
    found.sort(key=lambda whole: len(whole.parts))
    coarse_first = sorted(results.by.items(), key=lambda column: len(column[1].domains))
    return (*found, *(Whole(None, np.zeros(1, int), by, np.arange(len(part.domains))) for by, part in coarse_first))


def _told(results: Results, parents: Parents) -> Iterator[Whole]:
    for (child, by), inside in parents.items():
        for place, domain in enumerate(results.by[by].domains):
            yield Whole(by, np.array([place]), child, np.array([i for i, name in enumerate(results.by[child].domains) if inside.get(name) == domain], int))


def _same_psus(results: Results) -> Iterator[Whole]:
    """The connected parts of the graph that joins domains of two columns by the PSUs in which they have rows; not all of them in one."""
    sample = results.everything.linearised.units.psu_keys
    for one, other in combinations(results.by, 2):
        (child, by) = sorted((one, other), key=lambda name: -len(results.by[name].domains))
        small, large = results.by[child], results.by[by]
        domains = len(small.domains) + len(large.domains)
        ends = [np.r_[small.linearised.units.domain, large.linearised.units.domain + len(small.domains)],
                domains + np.searchsorted(sample, np.r_[small.linearised.units.psu_keys, large.linearised.units.psu_keys])]
        size = domains + len(sample)
        member = connected_components(coo_matrix((np.ones(len(ends[0])), ends), (size, size)), directed=False)[1][:domains]
        for component in np.unique(member):
            inside = np.flatnonzero(member == component)
            parts, places = inside[inside < len(small.domains)], inside[inside >= len(small.domains)] - len(small.domains)
            if len(parts) and len(places) and len(inside) < domains:
                yield Whole(by, places, child, parts)

