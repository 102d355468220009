"""Which hidden figures could be worked out from shown ones, however many columns and steps that takes.

Sums over domains are linear in the people they are made of. So a hidden domain is given away exactly when its members (0 or 1 a
person) are a combination of the members of shown domains. People differ only in the domains they are in, and a PSU tells
which of them meet: where several domains of several columns meet in a PSU, all their crossings are taken to be there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.estimate import DomainEstimates, Results

SAME = 1e-6  # members are 0 or 1, so what differs differs by far more

Cell = tuple[str | None, int]


@dataclass(frozen=True)
class Members:
    """cells: (column or None for everything, place of the domain). ties [cells, ties]: a basis of the combinations of members that are 0 for everybody."""

    cells: tuple[Cell, ...]
    ties: np.ndarray

    def giving_away(self, hidden: Mapping[str | None, np.ndarray], counts: Mapping[str | None, np.ndarray]) -> Cell | None:
        """The smallest shown cell without which some hidden one could not be worked out in this way; None when none can be.

        hidden bool, counts int [domains] by column. A hidden cell can be had when some tie holds it and no other hidden one.
        """
        is_hidden = np.array([hidden[by][place] for by, place in self.cells], bool)
        people = np.array([counts[by][place] for by, place in self.cells])
        if not is_hidden.any():
            return None
        left, values, right = np.linalg.svd(self.ties[is_hidden], full_matrices=False)
        left, values, right = left[:, values > SAME], values[values > SAME], right[values > SAME]
        alone = np.flatnonzero((np.square(left).sum(1) > 1 - SAME) & (people[is_hidden] > 0))
        if not len(alone):
            return None
        used = np.flatnonzero((np.abs(self.ties @ (left[alone[0]] / values @ right)) > SAME) & ~is_hidden)
        by_size = sorted(used.tolist(), key=lambda cell: (self.cells[cell][0] is None, people[cell] == 0, people[cell]))
        return self.cells[by_size[0]] if by_size else None


def members_of(results: Results, columns: Mapping[str | None, object]) -> Members:
    """The members of everything (if None is among the columns) and of the domains of the given reported columns."""
    parts = [results.by[by] for by in results.by if by in columns]
    cells = [(None, 0)] * (None in columns) + [(part.by, place) for part in parts for place in range(len(part.domains))]
    first = {part.by: next(i for i, cell in enumerate(cells) if cell[0] == part.by) for part in parts if part.domains}
    kinds = {tuple(first[by] + place for by, place in zip(first, person, strict=True) if place >= 0)
             for person in _people(results, [part for part in parts if part.domains])}
    member = np.zeros((len(kinds), len(cells)))
    member[:, :1] = None in columns
    for row, inside in enumerate(sorted(kinds)):
        member[row, list(inside)] = 1
    values, combinations = np.linalg.eigh(member.T @ member)
    return Members(tuple(cells), combinations[:, values < SAME])


def _people(results: Results, parts: list[DomainEstimates]) -> Iterator[tuple[int, ...]]:
    """Kinds of people as places of their domains (-1: none), enough of them to tell all crossings: in a PSU all first domains, and one changed."""
    everyone = _rows_by_psu(results.everything)
    inside = [_rows_by_psu(part) for part in parts]
    for psu, rows in everyone.items():
        found = [[*domains, *([-1] if sum(domains.values()) < rows[0] else [])] for domains in (column.get(psu, {}) for column in inside)]
        usual = tuple(places[0] for places in found)
        yield usual
        for column, places in enumerate(found):
            for place in places[1:]:
                yield (*usual[:column], place, *usual[column + 1 :])


def _rows_by_psu(part: DomainEstimates) -> dict[tuple[int, int], dict[int, int]]:
    """Rows of each domain (by place) in each PSU that has any."""
    units, found = part.linearised.units, {}
    for domain, stratum, psu, rows in zip(units.domain.tolist(), units.stratum.tolist(), units.psu.tolist(), units.rows.tolist(), strict=True):
        if rows:
            found.setdefault((stratum, psu), {})[domain] = rows
    return found
