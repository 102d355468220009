"""The register of units as pages show it: the units of a day, and the whole life of one code."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Label, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from survey_app.models import AdminUnit, AdminUnitSuccessor, Psu, ServicePoint
from survey_app.searching import folded

PAGE = 100


@dataclass(frozen=True)
class UnitList:
    """A page of units; `total` counts all that were found."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Related:
    """A unit that another became or was made of, and the share of the earlier one's households (None: unknown)."""

    code: str
    name: str
    valid_from: date
    share: float | None


@dataclass(frozen=True)
class Span:
    """One span of a code's life, with its neighbours in time and what stands on it."""

    row: Row
    successors: list[Related]
    predecessors: list[Related]
    desks: int
    villages: int


def on_day(day: date):
    """The condition that a unit was in life on a day."""
    return (AdminUnit.valid_from <= day) & or_(AdminUnit.valid_to.is_(None), AdminUnit.valid_to > day)


def _parent(day) -> Label[str | None]:
    """The name that a unit's parent bore on a day (or in a column of days)."""
    above = aliased(AdminUnit)
    return select(above.name).where(above.code == AdminUnit.parent_code, above.valid_from <= day, or_(above.valid_to.is_(None), above.valid_to > day)).scalar_subquery().label("parent")


def list_units(connection: Connection, *, day: date, level: str, search: str, page: int) -> UnitList:
    """Units in life on `day`, of a level (empty: all), whose code or name holds `search`, typed with or without marks."""
    query = select(AdminUnit.id, AdminUnit.code, AdminUnit.name, AdminUnit.level, AdminUnit.parent_code, AdminUnit.valid_from, AdminUnit.valid_to, _parent(day)).where(on_day(day))
    if level:
        query = query.where(AdminUnit.level == level)
    wanted = folded(search)  # a province has some thousands of units; neither database folds Vietnamese
    found = [row for row in connection.execute(query.order_by(AdminUnit.code)) if wanted in folded(f"{row.code} {row.name}")]
    page = min(max(1, page), max(1, -(-len(found) // PAGE)))
    return UnitList(found[(page - 1) * PAGE : page * PAGE], len(found), page)


def count_levels(connection: Connection, day: date) -> dict[str, int]:
    """How many units of each level were in life on a day."""
    return dict(connection.execute(select(AdminUnit.level, func.count()).where(on_day(day)).group_by(AdminUnit.level)).all())


def life_of(connection: Connection, code: str) -> list[Span]:
    """All spans of a code, the newest first; empty for an unknown one."""
    rows = connection.execute(select(*AdminUnit.__table__.c, _parent(AdminUnit.valid_from)).where(AdminUnit.code == code).order_by(AdminUnit.valid_from.desc())).all()
    return [
        Span(row, _related(connection, AdminUnitSuccessor.unit_id, AdminUnitSuccessor.successor_id, row.id),
             _related(connection, AdminUnitSuccessor.successor_id, AdminUnitSuccessor.unit_id, row.id),
             _count(connection, select(ServicePoint.id).where(ServicePoint.unit_id == row.id)), _count(connection, select(Psu.id).where(Psu.unit_id == row.id)))
        for row in rows
    ]


def _related(connection: Connection, own, other, unit_id: int) -> list[Related]:
    query = select(AdminUnit.code, AdminUnit.name, AdminUnit.valid_from, AdminUnitSuccessor.share).join(AdminUnit, AdminUnit.id == other)
    return [Related(*row) for row in connection.execute(query.where(own == unit_id).order_by(AdminUnit.code))]


def _count(connection: Connection, query: Select) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery()))
