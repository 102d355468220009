"""What the pages tell of waves: where each is in its life, what came in, what it is made of."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, and_, exists, func, select
from sqlalchemy.orm import aliased

from survey_app.good_runs import KINDS, Kind
from survey_app.models import AdminUnit, Case, Draw, Release, Response, SamplingFrame, ServicePoint, StoredInstrument, Wave, wave_desk
from survey_app.of_record import of_record

_RELEASED = exists().where(Release.wave_id == Wave.id, Release.state == "released")
_PREVIOUS = aliased(Wave)
_WAVE = (
    select(
        Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on, Wave.design, Wave.previous_wave_id,
        _PREVIOUS.code.label("previous"), StoredInstrument.code.label("instrument"), StoredInstrument.version, StoredInstrument.digest, _RELEASED.label("released"),
    )
    .join(StoredInstrument, StoredInstrument.id == Wave.instrument_id).outerjoin(_PREVIOUS, _PREVIOUS.id == Wave.previous_wave_id)
)


@dataclass(frozen=True)
class WaveLine:
    """A wave: its row, and the responses of record that came in."""

    row: Row
    answers: int

    @property
    def stage(self) -> str:
        """Where it is in its life: draft, open, closed or, once closed with figures let go, released."""
        return "released" if self.row.released and self.row.state == "closed" else self.row.state

    @property
    def kind(self) -> Kind:
        """What kind of evidence it gives."""
        return KINDS[self.row.kind]

    def late(self, today: date) -> bool:
        """Whether it is still open after its last day."""
        return self.row.state == "open" and self.row.closes_on is not None and self.row.closes_on < today


@dataclass(frozen=True)
class Sample:
    """What a household wave's sample is made of; None where that step is not done."""

    frame: Row | None
    draw: Row | None
    cases: int


@dataclass(frozen=True)
class Desk:
    """A desk that may take part in a desk wave."""

    id: int
    number: str
    name: str
    commune: str
    taking_part: bool
    answers: int


def list_waves(connection: Connection) -> list[WaveLine]:
    """All waves, the newest first."""
    answers = dict(connection.execute(_answers().group_by(Response.wave_id)).all())
    return [WaveLine(row, answers.get(row.id, 0)) for row in connection.execute(_WAVE.order_by(Wave.opens_on.desc(), Wave.code))]


def find_wave(connection: Connection, code: str) -> WaveLine | None:
    """One wave by its code."""
    row = connection.execute(_WAVE.where(Wave.code == code)).first()
    return row and WaveLine(row, sum(count for _, count in connection.execute(_answers().where(Response.wave_id == row.id).group_by(Response.wave_id))))


def answers_by_channel(connection: Connection, wave_id: int) -> list[tuple[str, int]]:
    """Responses of record by the way they came in, the most used first."""
    query = of_record(select(Response.channel, func.count())).where(Response.wave_id == wave_id)
    return [tuple(row) for row in connection.execute(query.group_by(Response.channel).order_by(func.count().desc()))]


def read_sample(connection: Connection, wave_id: int) -> Sample:
    """The current frame and draw of a wave, and how many cases it has."""
    frame = connection.execute(select(SamplingFrame.file, SamplingFrame.digest, SamplingFrame.imported_at, SamplingFrame.imported_by).where(
        SamplingFrame.wave_id == wave_id, SamplingFrame.replaced_at.is_(None))).first()
    draw = connection.execute(select(Draw.seed, Draw.sample_digest, Draw.psus, Draw.cases, Draw.drawn_at, Draw.drawn_by).where(
        Draw.wave_id == wave_id, Draw.superseded_at.is_(None))).first()
    return Sample(frame, draw, connection.scalar(select(func.count()).where(Case.wave_id == wave_id)))


def read_desks(connection: Connection, wave_id: int) -> list[Desk]:
    """Every desk, with whether it takes part in this wave and what came in there."""
    answers = dict(connection.execute(of_record(select(Response.service_point_id, func.count())).where(
        Response.wave_id == wave_id).group_by(Response.service_point_id)).all())
    part = and_(wave_desk.c.service_point_id == ServicePoint.id, wave_desk.c.wave_id == wave_id)
    query = select(ServicePoint.id, ServicePoint.number, ServicePoint.name, AdminUnit.name, wave_desk.c.wave_id.is_not(None))
    found = connection.execute(query.join(AdminUnit, AdminUnit.id == ServicePoint.unit_id).outerjoin(wave_desk, part).order_by(ServicePoint.number))
    return [Desk(*row, answers=answers.get(row.id, 0)) for row in found]


def _answers():
    return of_record(select(Response.wave_id, func.count()))
