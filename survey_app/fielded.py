"""What is in the field: a wave with its frozen instrument, and the desk behind a public code."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Date, RowMapping, Select, bindparam, case, func, select

from forms import Instrument
from survey_app.codes import read_code
from survey_app.models import DeskCode, ServicePoint, StoredInstrument, Wave, wave_desk
from survey_app.times import LOCAL


class NotFielded(Exception):
    """Why nothing can be answered here: `reason` is mistyped, unknown, revoked or closed."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class FieldedWave:
    """A wave as collecting sees it."""

    id: int
    code: str
    kind: str
    state: str
    opens_on: date
    closes_on: date | None
    instrument: Instrument


@dataclass(frozen=True)
class Desk:
    """A one-stop desk as found by the code on its poster, with the wave that runs there now and its revoked codes."""

    id: int
    code: str
    name: str
    wave: FieldedWave
    former_codes: tuple[str, ...] = ()


_INSTRUMENTS: dict[str, Instrument] = {}  # by digest; frozen, so a copy per process never goes stale


def _instrument(connection: Connection, digest: str) -> Instrument:
    """The stored instrument, fetched and parsed once per process."""
    if digest not in _INSTRUMENTS:
        definition = connection.scalar(select(StoredInstrument.definition).where(StoredInstrument.digest == digest))
        _INSTRUMENTS[digest] = Instrument.from_json(definition)
    return _INSTRUMENTS[digest]


_WAVE_COLUMNS = (Wave.id, Wave.code, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on, StoredInstrument.digest)


def _wave(connection: Connection, row: RowMapping) -> FieldedWave:
    return FieldedWave(row["id"], row["code"], row["kind"], row["state"], row["opens_on"], row["closes_on"], _instrument(connection, row["digest"]))


def find_wave(connection: Connection, code: str) -> FieldedWave:
    """The wave with this code, in whatever state; raises NotFielded('unknown')."""
    query = select(*_WAVE_COLUMNS).join(StoredInstrument).where(Wave.code == code)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFielded("unknown")
    return _wave(connection, row)


def running_first(today: ColumnElement) -> tuple[ColumnElement, ...]:
    """The order in which open waves claim a desk: one whose dates hold today, then one that has ended, then one to come.

    An ended wave that is still open takes the forms that were answered in time and come late; of two alike the later opened.
    """
    wave = Wave.__table__.c
    rank = case((wave.opens_on > today, 2), (wave.closes_on < today, 1), else_=0)
    return rank, wave.opens_on.desc(), wave.id


def _desk_query() -> Select:
    code, desk, wave, instrument = DeskCode.__table__, ServicePoint.__table__, Wave.__table__, StoredInstrument.__table__
    fielded = wave_desk.join(wave, (wave.c.id == wave_desk.c.wave_id) & (wave.c.state == "open")).join(instrument, instrument.c.id == wave.c.instrument_id)
    found = code.join(desk, desk.c.id == code.c.service_point_id).outerjoin(fielded, wave_desk.c.service_point_id == desk.c.id)
    former = code.alias("former")
    revoked = select(func.aggregate_strings(former.c.code, " ")).where(former.c.service_point_id == desk.c.id, former.c.revoked_at.is_not(None))
    columns = desk.c.id.label("desk_id"), desk.c.name, code.c.revoked_at, revoked.scalar_subquery().label("former"), *_WAVE_COLUMNS
    newest_first = select(*columns).select_from(found)
    return newest_first.where(code.c.code == bindparam("code")).order_by(*running_first(bindparam("today", type_=Date))).limit(1)


_DESK_QUERY = _desk_query()  # built once: composing it costs as much as running it


def find_desk(connection: Connection, typed: str) -> Desk:
    """The desk behind a public code, in one statement.

    Raises NotFielded: mistyped (the check character is wrong), unknown, revoked, or closed (no wave is open there).
    """
    code = read_code(typed)
    if code is None:
        raise NotFielded("mistyped")
    row = connection.execute(_DESK_QUERY, {"code": code, "today": datetime.now(LOCAL).date()}).mappings().first()
    if row is None:
        raise NotFielded("unknown")
    if row["revoked_at"] is not None:
        raise NotFielded("revoked")
    if row["id"] is None:
        raise NotFielded("closed")
    return Desk(row["desk_id"], code, row["name"], _wave(connection, row), tuple(sorted((row["former"] or "").split())))
