"""The sampling frame of a wave, by its kind: where each sampled case or desk stands."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from survey_app.models import AdminUnit, Case, Psu, Response, ServicePoint, Stratum


@dataclass(frozen=True)
class Frame:
    """`entries` by the id that responses carry in `key`; `place` gives a response's values of the layout's place columns."""

    place: str
    key: object
    entries: Mapping[int, tuple]
    locate: Callable[[tuple, date], tuple]

    @property
    def digest(self) -> str:
        """Changes with any weight, code or membership."""
        return hashlib.sha256(json.dumps(sorted(self.entries.items()), ensure_ascii=False).encode()).hexdigest()


def read_frame(connection: Connection, wave_id: int, kind: str) -> Frame:
    """The frame of a wave of this kind as the database has it now."""
    return READERS[kind](connection, wave_id)


def _cases(connection: Connection, wave_id: int) -> Frame:
    commune = and_(AdminUnit.id == Psu.unit_id, AdminUnit.level == "commune")
    query = (
        select(Case.id, Case.serial, Stratum.code, Psu.code, Case.weight, AdminUnit.code)
        .join(Psu, Case.psu_id == Psu.id).join(Stratum, Psu.stratum_id == Stratum.id).outerjoin(AdminUnit, commune)
        .where(Case.wave_id == wave_id)
    )
    entries = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    return Frame("case", Response.case_id, entries, lambda entry, _day: entry)


def _desks(connection: Connection, _wave_id: int) -> Frame:
    """All desks: a response stays where it was given when its desk leaves the wave."""
    commune = and_(AdminUnit.id == ServicePoint.unit_id, AdminUnit.level == "commune")
    query = select(ServicePoint.id, ServicePoint.number, AdminUnit.code).outerjoin(AdminUnit, commune)
    entries = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    return Frame("desk", Response.service_point_id, entries, _desk_day)


def _desk_day(entry: tuple, day: date) -> tuple:
    number, commune = entry
    return number, f"{number}:{day.isoformat()}", 1.0, commune


READERS: dict[str, Callable[[Connection, int], Frame]] = {"household": _cases, "leaders": _cases, "desk": _desks}
