"""Claims on runs: one process a run, one run a wave, and none held by the dead."""
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from pipeline.claim import DEAD_AFTER, INTERRUPTED, RunRefused, RunStopped, beating, claim_requested, close_interrupted, start_run
from pipeline.lease import database_now
from tests.pipeline_run.small_waves import request_run, runs_of
from tests.pipeline_run.waiting import await_
from survey_app.database import writing
from survey_app.models import Run


def later(seconds: float):
    """A clock that is ahead."""
    return lambda connection: database_now(connection) + timedelta(seconds=seconds)


AFTER_DEATH = later(DEAD_AFTER.total_seconds() + 1)


def test_second_run_of_a_wave_is_refused_while_the_first_goes_on(households, engine):
    first = start_run(engine, "ho-thu", asked_by="test")
    with pytest.raises(RunRefused, match=f"ho-thu is being computed by run {first.run}"):
        start_run(engine, "ho-thu", asked_by="test")


def test_another_wave_is_not(households, desks, engine):
    start_run(engine, "ho-thu", asked_by="test")
    assert start_run(engine, "quay-thu", asked_by="test").wave == "quay-thu"


def test_run_whose_process_died_is_closed_at_the_next_start(households, engine):
    dead = start_run(engine, "ho-thu", asked_by="test")
    following = start_run(engine, "ho-thu", asked_by="test", clock=AFTER_DEATH)
    assert [(run.id, run.state, run.reason) for run in runs_of(engine)] == [(dead.run, "failed", INTERRUPTED), (following.run, "running", None)]


def test_dead_run_from_before_the_clock_was_set_back_is_closed(households, engine):
    dead = start_run(engine, "ho-thu", asked_by="test", clock=later(3600))
    assert close_interrupted(engine) == [dead.run]


def test_living_run_is_left_alone(households, engine):
    start_run(engine, "ho-thu", asked_by="test")
    assert close_interrupted(engine, later(DEAD_AFTER.total_seconds() - 5)) == []


def test_heart_beats_while_a_run_is_computed(households, engine):
    claim = start_run(engine, "ho-thu", asked_by="test")
    with beating(engine, claim, clock=AFTER_DEATH, seconds=0.01):
        await_(lambda: runs_of(engine)[0].heartbeat_at != runs_of(engine)[0].started_at)
    assert close_interrupted(engine, AFTER_DEATH) == []


def test_heart_notices_that_the_run_was_closed(households, engine):
    claim = start_run(engine, "ho-thu", asked_by="test")
    close_interrupted(engine, AFTER_DEATH)
    with pytest.raises(RunStopped), beating(engine, claim, seconds=0.01) as go_on:
        await_(go_on)


def test_requested_run_is_claimed_once(households, engine):
    wish = request_run(engine, households.wave_id)
    assert claim_requested(engine).run == wish
    assert claim_requested(engine) is None
    assert runs_of(engine)[0].state == "running"


def test_requested_run_waits_for_the_one_going_on_and_lets_others_pass(households, desks, engine):
    start_run(engine, "ho-thu", asked_by="test")
    waiting, free = request_run(engine, households.wave_id), request_run(engine, desks.wave_id)
    assert claim_requested(engine).run == free
    assert {run.id: run.state for run in runs_of(engine)}[waiting] == "requested"


def test_database_refuses_a_running_run_that_nobody_holds(households, engine):
    with pytest.raises(IntegrityError, match="running_is_held"), writing(engine).begin() as connection:
        connection.execute(insert(Run).values(wave_id=households.wave_id, asked_by="test", state="running"))
