"""Importing a file of external figures: all of it, or nothing when a row is bad; what contradicts itself is told, not refused."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, Row, select

from survey_app import arithmetic
from survey_app.arithmetic.figures import Column, Contradiction, Printed
from survey_app.external import figures
from survey_app.external.figures import Described, Figure
from survey_app.external.files import BadRow, read_file
from survey_app.journal import acting, record
from survey_app.models import Measure

PLACES = 2


@dataclass
class Imported:
    """What became of a file: how many figures are new, changed and as before; with bad rows, none is stored."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[BadRow] = field(default_factory=list)
    contradictions: tuple[Contradiction, ...] = ()


def import_file(connection: Connection, described: Described, path: Path, source: str = "") -> Imported:
    """Store every figure of a file. `connection` is in a transaction that writes. Raises Unreadable."""
    read = read_file(path, described, source)
    if read.bad:
        return Imported(bad=read.bad)
    told = Imported()
    for _, figure in read.figures.values():
        before = figures.find_same(connection, described.wave.id, figure)
        if before is None:
            figures.add(connection, described.wave, figure)
            told.new += 1
        elif figures.change(connection, described.wave, before, _kept(figure, before)):
            told.changed += 1
        else:
            told.same += 1
    record(connection, acting(), "external.import", described.wave.code, {"file": path.name, "new": told.new, "changed": told.changed, "same": told.same})
    told.contradictions = _contradictions(connection, described, [figure for _, figure in read.figures.values()])
    return told


def _kept(figure: Figure, before: Row) -> Figure:
    """A rank and a note that the file leaves out stay as they are."""
    return replace(figure, rank=before.rank if figure.rank is None else figure.rank, note=figure.note or before.note)


def _contradictions(connection: Connection, described: Described, imported: list[Figure]) -> tuple[Contradiction, ...]:
    """Those among the imported figures of one kind and place, by the tree of the wave's measures."""
    tree = _tree(connection, described)
    unit = "points" if described.wave.kind == "leaders" else "score"
    found: list[Contradiction] = []
    for kind, place in sorted({(figure.kind, figure.place) for figure in imported}):
        column = Column(unit, int(place) if kind == "past" else described.wave.opens_on.year)
        rows = [
            arithmetic.Row(figure.measure, {column: Printed(Decimal(repr(figure.value)), PLACES)}, *tree[figure.measure])
            for figure in imported if (figure.kind, figure.place) == (kind, place) and figure.measure in tree
        ]
        found += [one for one in arithmetic.check_rows(rows) if one.rule in ("rollup", "sum")]
    return tuple(found)


def _tree(connection: Connection, described: Described) -> dict[str, tuple[str | None, str]]:
    """Parent and level of every measure the wave knows."""
    query = select(Measure.code, Measure.parent, Measure.level).where(Measure.run_id == described.run_id)
    return {row.code: (row.parent, row.level) for row in connection.execute(query)}
