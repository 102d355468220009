"""The schedule: changed by people and recorded, seen by the scheduler, and what closing a wave asks for."""
from __future__ import annotations

import json

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, select

from pipeline.schedule import mirror
from survey_app.database import writing
from survey_app.models import Case, JournalEntry, Response, Run, Schedule, Wave, now
from survey_app.scheduling.changing import NewSchedule, change_schedule, request_on_close
from survey_app.waves import move_on
from tests.releasing.published import add, change

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NIGHTLY = NewSchedule("0 1 * * *", "Asia/Ho_Chi_Minh", True, True)


@pytest.fixture
def answered(stage):
    """The wave open again, with an answer of record from each case."""
    change(stage, Wave, Wave.id == stage.wave_id, state="open")
    with writing(stage.engine).begin() as connection:
        for case in connection.scalars(select(Case.id)).all():
            add(connection, Response, wave_id=stage.wave_id, submission_id=f"r{case}", receipt=f"r{case}", channel="paper", case_id=case, answers="{}", answered_on=now().date(), received_at=now())
    return stage


def asked(stage) -> list[str]:
    with stage.engine.connect() as connection:
        return connection.scalars(select(Run.asked_by).where(Run.state == "requested")).all()


def test_a_change_is_stored_once_recorded_and_mirrored_by_the_scheduler(stage):
    change_schedule(stage.engine, stage.code, NIGHTLY)
    change_schedule(stage.engine, stage.code, NIGHTLY)  # nothing new, nothing recorded
    with stage.engine.connect() as connection:
        assert connection.execute(select(Schedule.cron, Schedule.enabled, Schedule.on_close)).all() == [("0 1 * * *", True, True)]
        entries = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "schedule.change")).all()
    assert [(entry.subject, json.loads(entry.details)["cron"]) for entry in entries] == [("ho-thu", "0 1 * * *")]
    clockwork = BackgroundScheduler()
    clockwork.start(paused=True)
    mirror(stage.engine, clockwork)
    assert [job.name for job in clockwork.get_jobs()] == ["0 1 * * * Asia/Ho_Chi_Minh"]
    clockwork.shutdown()


def test_an_unknown_wave_is_told(stage):
    with pytest.raises(LookupError, match="there is no wave 'khong'"):
        change_schedule(stage.engine, "khong", NIGHTLY)


def test_closing_a_wave_asks_for_a_run(answered):
    move_on(answered.engine, answered.code, "closed", anyway=True)
    assert asked(answered) == ["closing"]


def test_a_schedule_can_say_no_to_that(answered):
    change_schedule(answered.engine, answered.code, NewSchedule("0 1 * * *", "UTC", False, False))
    move_on(answered.engine, answered.code, "closed", anyway=True)
    assert asked(answered) == []


def test_a_run_that_waits_already_is_enough(answered):
    with writing(answered.engine).begin() as connection:
        connection.execute(insert(Run).values(wave_id=answered.wave_id, asked_by="second"))
        request_on_close(connection, answered.code, "closed")
    assert asked(answered) == ["second"]


def test_a_wave_without_answers_and_one_that_opens_ask_for_nothing(stage):
    with writing(stage.engine).begin() as connection:
        request_on_close(connection, stage.code, "closed")
        request_on_close(connection, stage.code, "open")
    assert asked(stage) == []
