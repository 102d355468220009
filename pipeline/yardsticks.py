"""What a run's figures are held against: those of the wave before, and the country's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, null, select

from pipeline.overlap import Pairs
from pipeline.shared_villages import shared_villages
from survey_app.models import Estimate, ExternalFigure, QuestionFigure, Release, Run, Wave


@dataclass(frozen=True)
class Previous:
    """The run that stands for the wave before: the one last released, else the last good one.

    figures: its overall scores with se and df, unrounded as they were computed, by measure; questions: everyone's figures of single
    questions, likewise, by question and option. Hidden ones are not among them.
    release: the number under which readers had them; None while they were provisional.
    shared: villages that both samples have, this wave's and that one's; their scores hang together. None where PSUs are not places that
    a sample can have again (days at a desk, persons on a list). ground: what the run stood on.
    """

    wave_id: int
    wave: str
    run: int
    release: int | None
    input_digest: str
    weighting: str
    figures: Mapping[str, Row]
    questions: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    shared: Pairs | None = None
    ground: Mapping = field(default_factory=dict)

    @property
    def shared_psus(self) -> int | None:
        """How many villages are in both samples."""
        return None if self.shared is None else len(self.shared)


@dataclass(frozen=True)
class Yardsticks:
    """previous: None where there is nothing to compare with, and `lacking` says why. national: the country's scores by measure."""

    previous: Previous | None = None
    lacking: str | None = None
    national: Mapping[str, float] = field(default_factory=dict)

    @property
    def content(self) -> dict:
        """Everything that results follow from, as a document to make a digest of."""
        previous = self.previous and (self.previous.wave, self.previous.input_digest, self.previous.shared)
        return {"previous": previous, "national": dict(self.national)}


def read_yardsticks(
    connection: Connection, wave_id: int, at: datetime | None = None, given: Mapping[str, float] | None = None, known: Pairs | None = None,
) -> Yardsticks:
    """The yardsticks of a wave as the database has them now; `at`: the run of the wave before that stood at that moment; `given`: instead of the country's scores;
    `known`: villages in both samples, instead of those that the register of units tells now."""
    wave = connection.execute(_wave(wave_id)).one()
    national = read_national(connection, wave_id) if given is None else given
    if wave.previous_wave_id is None:
        return Yardsticks(lacking="The wave names no wave before it.", national=national)
    before = connection.execute(_wave(wave.previous_wave_id)).one()
    run = standing_run(connection, before.id, at)
    if (before.kind, before.index_name) != (wave.kind, wave.index_name):
        return Yardsticks(lacking=f"Wave {before.code} is of another kind or index: {before.kind}, {before.index_name}.", national=national)
    if run is None:
        return Yardsticks(lacking=f"Wave {before.code} has no results yet.", national=national)
    shared = known
    if wave.kind == "household" and known is None:
        shared = shared_villages(connection, wave.id, before.id)
    return Yardsticks(_previous(connection, before, run, shared), None, national)


def read_national(connection: Connection, wave_id: int) -> dict[str, float]:
    """The country's scores by measure, as entered now."""
    query = select(ExternalFigure.measure, ExternalFigure.value).where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == "national")
    return dict(connection.execute(query.order_by(ExternalFigure.measure)).all())


def _wave(wave_id: int):
    return select(Wave.id, Wave.code, Wave.kind, Wave.index_name, Wave.previous_wave_id).where(Wave.id == wave_id)


def _previous(connection: Connection, wave: Row, run: Row, shared: Pairs | None) -> Previous:
    ground = connection.scalar(select(Run.diagnostics).where(Run.id == run.id)).get("ground", {})
    return Previous(wave.id, wave.code, run.id, run.release, run.input_digest, run.method.get("weighting", ""), _figures(connection, run.id),
                    _questions(connection, run.id), shared, ground)


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


def _questions(connection: Connection, run: int) -> dict[tuple[str, str], Row]:
    query = select(QuestionFigure.question, QuestionFigure.option, QuestionFigure.value.label("score"), QuestionFigure.se, QuestionFigure.df)
    query = query.where(QuestionFigure.run_id == run, QuestionFigure.domain_kind == "all", QuestionFigure.suppressed.is_(None), QuestionFigure.se.is_not(None))
    return {(row.question, row.option): row for row in connection.execute(query)}
