"""Which reported columns lie inside others (a commune in a district), so that no part is had by subtraction from its whole."""

from collections.abc import Iterator, Mapping
from itertools import permutations

import numpy as np

from pipeline.estimate import DomainEstimates, Results

Parents = Mapping[tuple[str, str], Mapping[str, str]]


def parents_of(results: Results) -> Parents:
    """(child column, parent column) -> domain -> the parent's domain that holds all its rows, as far as PSUs tell.

    A PSU wholly in one domain of the parent column puts its rows there. Columns that cut across PSUs are not recognised.
    """
    homes = {name: _homes(part, results.everything) for name, part in results.by.items()}
    found = {(child, parent): dict(_parents(results.by[child], homes[parent], results.by[parent].domains))
             for child, parent in permutations(results.by, 2)}
    return {columns: inside for columns, inside in found.items() if len(inside) == len(results.by[columns[0]].domains) > 0
            and len(inside) > len(set(inside.values()))}


def _parents(child: DomainEstimates, homes: Mapping[tuple, int], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Domains of the child all of whose PSUs have one and the same home."""
    units = child.linearised.units
    reached: dict[int, set[int]] = {}
    for domain, *unit in zip(units.domain.tolist(), units.stratum.tolist(), units.psu.tolist(), strict=True):
        reached.setdefault(domain, set()).add(homes.get(tuple(unit), -1))
    for domain, places in reached.items():
        if len(places) == 1 and -1 not in places:
            yield child.domains[domain], names[places.pop()]


def _homes(part: DomainEstimates, everything: DomainEstimates) -> dict[tuple, int]:
    """(stratum, PSU) -> the domain that holds all its rows."""
    whole = {unit: rows for _, unit, rows in _units(everything)}
    return {unit: domain for domain, unit, rows in _units(part) if rows == whole[unit]}


def _units(part: DomainEstimates) -> Iterator[tuple[int, tuple[int, int], int]]:
    units = part.linearised.units
    pairs = np.stack([units.stratum, units.psu], axis=1).tolist()
    for domain, pair, rows in zip(units.domain.tolist(), pairs, units.rows.tolist(), strict=True):
        yield domain, tuple(pair), rows
