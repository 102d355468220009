"""What a run's figures are held against: those of the wave before, and the country's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from survey_app.models import Estimate, ExternalFigure, Release, Run, Wave


@dataclass(frozen=True)
class Previous:
    """The run that stands for the wave before: the one last released, else the last good one.

    figures: its overall scores with se and df, unrounded as they were computed, by measure; hidden ones are not among them.
    """

    wave: str
    run: int
    input_digest: str
    weighting: str
    figures: Mapping[str, Row]


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


def read_yardsticks(connection: Connection, wave_id: int) -> Yardsticks:
    """The yardsticks of a wave as the database has them now."""
    wave = connection.execute(_wave(wave_id)).one()
    query = select(ExternalFigure.measure, ExternalFigure.value).where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == "national")
    national = dict(connection.execute(query.order_by(ExternalFigure.measure)).all())
    if wave.previous_wave_id is None:
        return Yardsticks(lacking="The wave names no wave before it.", national=national)
    before = connection.execute(_wave(wave.previous_wave_id)).one()
    run = _run_of(connection, before.id)
    if (before.kind, before.index_name) != (wave.kind, wave.index_name):
        return Yardsticks(lacking=f"Wave {before.code} is of another kind or index: {before.kind}, {before.index_name}.", national=national)
    if run is None:
        return Yardsticks(lacking=f"Wave {before.code} has no results yet.", national=national)
    return Yardsticks(Previous(before.code, run.id, run.input_digest, run.method.get("weighting", ""), _figures(connection, run.id)), None, national)


def _wave(wave_id: int):
    return select(Wave.id, Wave.code, Wave.kind, Wave.index_name, Wave.previous_wave_id).where(Wave.id == wave_id)


def _run_of(connection: Connection, wave_id: int) -> Row | None:
    """What readers were last shown of a wave; while nothing was released, its newest good run."""
    columns = select(Run.id, Run.input_digest, Run.method)
    released = columns.join(Release, Release.run_id == Run.id).where(Release.wave_id == wave_id, Release.state == "released")
    good = columns.where(Run.wave_id == wave_id, Run.state == "succeeded")
    return (connection.execute(released.order_by(Release.number.desc()).limit(1)).first()
            or connection.execute(good.order_by(Run.id.desc()).limit(1)).first())


def _figures(connection: Connection, run: int) -> dict[str, Row]:
    query = select(Estimate.measure, Estimate.score, Estimate.se, Estimate.df)
    query = query.where(Estimate.run_id == run, Estimate.domain_kind == "all", Estimate.suppressed.is_(None), Estimate.se.is_not(None))
    return {row.measure: row for row in connection.execute(query)}
