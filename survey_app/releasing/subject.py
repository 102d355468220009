"""What a checklist is about: a wave, one of its good runs, and what is released of the wave already."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, select

from survey_app.good_runs import good_runs
from survey_app.models import Run, Wave
from survey_app.released import current_release
from survey_app.sampling.casework import needs_settling, settle


@dataclass(frozen=True)
class Subject:
    """`wave`: id, code, title, kind, state, previous_wave_id. `run`: the columns of good_runs and started_at. `released`: current_release."""

    wave: Row
    run: Row
    released: Row | None


def find_wave(connection: Connection, code: str) -> Row | None:
    """A wave as checklists see it."""
    query = select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on, Wave.previous_wave_id)
    return connection.execute(query.where(Wave.code == code)).first()


def subject_of(connection: Connection, wave: Row, run_id: int | None = None) -> Subject | None:
    """The wave with its last good run, or with good run `run_id`; None when there is no such run."""
    query = good_runs(wave.id).add_columns(Run.started_at)
    if run_id is not None:
        query = query.where(Run.id == run_id)
    run = connection.execute(query.limit(1)).first()
    return Subject(wave, run, current_release(connection, wave.id)) if run else None


def asked_by(connection: Connection, run_id: int) -> str:
    """Who asked for a run."""
    return connection.scalar(select(Run.asked_by).where(Run.id == run_id))


def settle_cases(engine: Engine, wave_code: str) -> None:
    """Give the cases of newly arrived responses their dispositions, so that rates are those of now; in a transaction of its own."""
    with engine.connect() as connection:
        wave = find_wave(connection, wave_code)
        fresh = wave is not None and wave.kind == "household" and needs_settling(connection, wave.id)
    if fresh:
        settle(engine, wave_code)
