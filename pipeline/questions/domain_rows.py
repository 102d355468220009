"""The domains by which questions are reported as rows of one table, with what lies inside what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.nesting import Whole


@dataclass(frozen=True)
class DomainRows:
    """names: (column, domain); after a column's domains comes (column, None), the people in none of them.

    column [rows]: number of the column. of_nobody bool [rows]: those in no domain. parts, places [wholes, rows]: 1 where the
    rows of some domains of one column (parts) are those of some of another (places). slot [wholes]: what tells groups of parts apart.
    """

    names: tuple[tuple[str, str | None], ...]
    column: np.ndarray
    parts: np.ndarray
    places: np.ndarray
    slot: np.ndarray
    of_nobody: np.ndarray

    def groups(self, closed: np.ndarray) -> np.ndarray:
        """A number [questions, rows, n] for each row that is the same for rows of one column inside the same closed [questions, wholes, n] wholes."""
        return self.column[:, None] + ((self.parts * self.slot[:, None]).T.astype(float) @ closed.astype(float)).astype(np.int64)


def domain_rows(domains: Mapping[str, Sequence[str]], wholes: Sequence[Whole]) -> DomainRows:
    """domains: by reported column. wholes: of these columns; everything as their sum goes without saying."""
    names = tuple((by, domain) for by, inside in domains.items() for domain in (*inside, None))
    number = {by: place for place, by in enumerate(domains)}
    first = {by: names.index((by, (*inside, None)[0])) for by, inside in domains.items()}
    tied = [whole for whole in wholes if whole.by is not None]
    parts, places = np.zeros((2, len(tied), len(names)))
    for row, whole in enumerate(tied):
        parts[row, first[whole.child] + whole.parts] = 1
        places[row, first[whole.by] + whole.places] = 1
    of_nobody = np.array([domain is None for _, domain in names], bool)
    return DomainRows(names, np.array([number[by] for by, _ in names], np.int64), parts, places, _slots(tied, len(domains)), of_nobody)


def _slots(wholes: Sequence[Whole], step: int) -> np.ndarray:
    """Multiples of `step`. A row is part of one whole of each other column at most, so only the same wholes have the same sum."""
    slots = np.zeros(len(wholes), np.int64)
    for by in dict.fromkeys(whole.by for whole in wholes):
        of_column = [place for place, whole in enumerate(wholes) if whole.by == by]
        slots[of_column] = step * np.arange(1, len(of_column) + 1)
        step *= len(of_column) + 1
    return slots
