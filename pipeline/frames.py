"""The sampling frame of a wave, by its kind: where each sampled case or desk stands."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Row, and_, select

from pipeline.former_districts import read_districts
from survey_app.models import AdminUnit, Case, Psu, Response, ServicePoint, Stratum
from survey_app.models.waves import INELIGIBLE


@dataclass(frozen=True)
class Frame:
    """`entries` by the id that responses carry in `key`; `place` gives a response's values of the layout's place columns.

    names: what the codes of a place column are called, column -> code -> name. unequal_weights: base weights differ.
    """

    place: str
    key: object
    entries: Mapping[int, tuple]
    locate: Callable[[tuple, date], tuple]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unequal_weights: bool = False

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
        select(Case.id, Case.serial, Case.weight, Stratum.code.label("stratum"), Stratum.name.label("stratum_name"), Psu.code.label("psu"),
               Psu.self_representing, AdminUnit.id.label("unit"), AdminUnit.code.label("commune"), AdminUnit.name.label("commune_name"))
        .join(Psu, Case.psu_id == Psu.id).join(Stratum, Psu.stratum_id == Stratum.id).outerjoin(AdminUnit, commune)
        .where(Case.wave_id == wave_id)
    )
    rows, districts = connection.execute(query).all(), read_districts(connection)
    names = {
        "stratum": {row.stratum: row.stratum_name for row in rows},
        "commune": {row.commune: row.commune_name for row in rows if row.commune},
        "district": dict(districts[row.unit] for row in rows if row.unit in districts),
    }
    entries = {row.id: _case(row, districts.get(row.unit, (None,))[0]) for row in rows}
    return Frame("case", Response.case_id, entries, lambda entry, _day: entry, names, len({row.weight for row in rows}) > 1)


def _case(row: Row, district: str | None) -> tuple:
    """The place columns of a case. Of a PSU drawn with certainty its households are the sample: it is a stratum of its own,
    and each household a PSU, when variance is estimated (docs/sampling.md)."""
    variance = (f"{row.stratum}/{row.psu}", row.serial) if row.self_representing else (row.stratum, row.psu)
    return row.serial, row.stratum, row.psu, row.weight, row.commune, district, *variance


def _list(connection: Connection, wave_id: int) -> Frame:
    """Everybody on the list; how many they are is the population that a figure is corrected for."""
    query = select(Case.id, Case.serial, Stratum.code, Case.weight, Case.disposition, Stratum.name)
    rows = connection.execute(query.join(Psu, Case.psu_id == Psu.id).join(Stratum, Psu.stratum_id == Stratum.id).where(Case.wave_id == wave_id)).all()
    answered = set(connection.scalars(select(Response.case_id).where(Response.wave_id == wave_id)))
    listed = float(sum(row.id in answered or not row.disposition.startswith(INELIGIBLE) for row in rows))
    entries = {row.id: (row.serial, row.code, row.weight, listed) for row in rows}
    return Frame("listed", Response.case_id, entries, lambda entry, _day: entry, {"stratum": {row.code: row.name for row in rows}})


def _desks(connection: Connection, _wave_id: int) -> Frame:
    """All desks: a response stays where it was given when its desk leaves the wave."""
    commune = and_(AdminUnit.id == ServicePoint.unit_id, AdminUnit.level == "commune")
    query = select(ServicePoint.id, ServicePoint.number, ServicePoint.name, AdminUnit.code, AdminUnit.name).outerjoin(AdminUnit, commune)
    rows = connection.execute(query).all()
    names = {
        "service_point": {number: name for _, number, name, *_ in rows},
        "commune": {code: name for *_, code, name in rows if code},
    }
    return Frame("desk", Response.service_point_id, {id_: (number, code) for id_, number, _, code, _ in rows}, _desk_day, names)


def _desk_day(entry: tuple, day: date) -> tuple:
    number, commune = entry
    return number, f"{number}:{day.isoformat()}", 1.0, commune


READERS: dict[str, Callable[[Connection, int], Frame]] = {"household": _cases, "leaders": _list, "desk": _desks}
