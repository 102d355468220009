"""Stored and computed, cell by cell: numbers are equal when every bit is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from survey_app.models import Base

ROW, NO_ROW, EVERYONE = "a row", "no row", "all"
# Agreement to this part of a number is that of another processor or library, not of another answer.
LAST_DIGITS = 1e-9


@dataclass(frozen=True)
class Cell:
    """A place where stored and computed are not the same."""

    where: str
    stored: object
    computed: object

    @property
    def in_last_digits(self) -> bool:
        """Whether both are numbers that only differ in their last digits."""
        pair = self.stored, self.computed
        return all(isinstance(value, float) for value in pair) and abs(pair[0] - pair[1]) <= LAST_DIGITS * max(map(abs, pair))


@dataclass(frozen=True)
class Compared:
    """How many cells of one kind were compared, and those that differ."""

    cells: int
    differing: tuple[Cell, ...]


def compare_rows(table: type[Base], stored: Iterable[Mapping], computed: Iterable[Mapping]) -> Compared:
    """The rows of a table by their key within a run; a column that a row does not name is NULL."""
    keys = [column.name for column in table.__table__.primary_key if column.name != "run_id"]
    values = [column.name for column in table.__table__.c if column.name not in (*keys, "run_id")]
    old, new = ({tuple(row[key] for key in keys): row for row in rows} for rows in (stored, computed))
    found = [cell for key in sorted(old.keys() | new.keys(), key=_everyone_first) for cell in _row(f"{table.__tablename__} {', '.join(map(str, key))}", old.get(key), new.get(key), values)]
    return Compared(len(old.keys() | new.keys()) * len(values), tuple(found))


def _everyone_first(key: tuple) -> tuple:
    return EVERYONE not in key, key


def _row(name: str, stored: Mapping | None, computed: Mapping | None, values: Iterable[str]) -> Iterator[Cell]:
    if stored is None or computed is None:
        yield Cell(name, *(NO_ROW if row is None else ROW for row in (stored, computed)))
        return
    for column in values:
        pair = [plain(row.get(column)) for row in (stored, computed)]
        if pair[0] != pair[1]:
            yield Cell(f"{name}: {column}", *pair)


def plain(value: object) -> object:
    """NumPy's numbers as Python's, of the same bits."""
    return value.item() if hasattr(value, "item") else value


def compare_documents(name: str, stored: object, computed: object) -> Compared:
    """Two documents of a run, leaf by leaf, as JSON would store them."""
    old, new = dict(_leaves(name, stored)), dict(_leaves(name, json.loads(json.dumps(computed))))
    places = list(dict.fromkeys((*old, *new)))
    return Compared(len(places), tuple(Cell(place, old.get(place), new.get(place)) for place in places if place not in old or place not in new or old[place] != new[place]))


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    inside = value.items() if isinstance(value, Mapping) else enumerate(value, 1) if isinstance(value, list) else ()
    if not inside:
        yield name, value
    for key, part in inside:
        yield from _leaves(f"{name}.{key}", part)
