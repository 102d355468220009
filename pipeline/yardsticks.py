"""What a run's figures are held against: those of the wave before, and the country's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, null, select

from survey_app.models import Estimate, ExternalFigure, Psu, Release, Run, Stratum, Wave


@dataclass(frozen=True)
class Previous:
    """The run that stands for the wave before: the one last released, else the last good one.

    figures: its overall scores with se and df, unrounded as they were computed, by measure; hidden ones are not among them.
    release: the number under which readers had them; None while they were provisional.
    shared_psus: villages that both samples have; their scores hang together, so errors of a change that take the samples as independent
    are too large rather than too small. None where PSUs are not places that a sample can have again (days at a desk, persons on a list).
    """

    wave: str
    run: int
    release: int | None
    input_digest: str
    weighting: str
    figures: Mapping[str, Row]
    shared_psus: int | None = None


@dataclass(frozen=True)
class Yardsticks:
    """previous: None where there is nothing to compare with, and `lacking` says why. national: the country's scores by measure."""

    previous: Previous | None = None
    lacking: str | None = None
    national: Mapping[str, float] = field(default_factory=dict)

    @property
    def content(self) -> dict:
        """Everything that results follow from, as a document to make a digest of."""
        previous = self.previous and (self.previous.wave, self.previous.input_digest)
        return {"previous": previous, "national": dict(self.national)}


def read_yardsticks(connection: Connection, wave_id: int, at: datetime | None = None) -> Yardsticks:
    """The yardsticks of a wave as the database has them now; `at`: the run of the wave before that stood at that moment."""
    wave = connection.execute(_wave(wave_id)).one()
    query = select(ExternalFigure.measure, ExternalFigure.value).where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == "national")
    national = dict(connection.execute(query.order_by(ExternalFigure.measure)).all())
    if wave.previous_wave_id is None:
        return Yardsticks(lacking="The wave names no wave before it.", national=national)
    before = connection.execute(_wave(wave.previous_wave_id)).one()
    run = standing_run(connection, before.id, at)
    if (before.kind, before.index_name) != (wave.kind, wave.index_name):
        return Yardsticks(lacking=f"Wave {before.code} is of another kind or index: {before.kind}, {before.index_name}.", national=national)
    if run is None:
        return Yardsticks(lacking=f"Wave {before.code} has no results yet.", national=national)
    shared = len(_villages(connection, wave.id) & _villages(connection, before.id)) if wave.kind == "household" else None
    return Yardsticks(_previous(connection, before.code, run, shared), None, national)


def _wave(wave_id: int):
    return select(Wave.id, Wave.code, Wave.kind, Wave.index_name, Wave.previous_wave_id).where(Wave.id == wave_id)


def _previous(connection: Connection, wave: str, run: Row, shared: int | None) -> Previous:
    return Previous(wave, run.id, run.release, run.input_digest, run.method.get("weighting", ""), _figures(connection, run.id), shared)


def _villages(connection: Connection, wave_id: int) -> set[tuple]:
    """What tells the villages of a sample apart from wave to wave, but those drawn with certainty, of which the households are the sample.

    The commune goes before the stratum, which may be drawn anew; a village that has another code or name counts as another.
    """
    query = select(Psu.unit_id, Stratum.code, Psu.code, Psu.name).join(Stratum, Psu.stratum_id == Stratum.id)
    found = connection.execute(query.where(Stratum.wave_id == wave_id, Psu.self_representing.is_(False)))
    return {(unit or stratum, code, name) for unit, stratum, code, name in found}


def standing_run(connection: Connection, wave_id: int, at: datetime | None = None) -> Row | None:
    """What readers were last shown of a wave, with the number of its `release`; while nothing was released, its newest good run (`release` None).

    `at`: as it stood at that moment, by when releases were decided and runs ended; None: as it stands now.
    """
    columns = Run.id, Run.input_digest, Run.method
    released = select(*columns, Release.number.label("release")).join(Release, Release.run_id == Run.id)
    released = released.where(Release.wave_id == wave_id, Release.state == "released", *_by(Release.decided_at, at))
    good = select(*columns, null().label("release")).where(Run.wave_id == wave_id, Run.state == "succeeded", *_by(Run.finished_at, at))
    return (connection.execute(released.order_by(Release.number.desc()).limit(1)).first()
            or connection.execute(good.order_by(Run.id.desc()).limit(1)).first())


def _by(moment: ColumnElement[datetime], at: datetime | None) -> tuple:
    return () if at is None else (moment <= at,)


def _figures(connection: Connection, run: int) -> dict[str, Row]:
    query = select(Estimate.measure, Estimate.score, Estimate.se, Estimate.df)
    query = query.where(Estimate.run_id == run, Estimate.domain_kind == "all", Estimate.suppressed.is_(None), Estimate.se.is_not(None))
    return {row.measure: row for row in connection.execute(query)}
