"""The schedule: crontab as people know it, mirrored as jobs that survive a restart."""
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import OperationalError

from pipeline import schedule
from pipeline.schedule import mirror, read_cron
from pipeline.scheduler import new_clockwork
from tests.pipeline_run.small_waves import field_households, one_database, request_run, runs_of
from tests.pipeline_run.waiting import await_
from survey_app.database import writing
from survey_app.models import Schedule

# 2024-09-02 is a Monday; seven days of due times from the Sunday before.
SUNDAY = datetime(2024, 9, 1, tzinfo=UTC)


def weekdays(field: str) -> str:
    """The days on which a weekday field is due in one week from Sunday, by their first letters."""
    trigger, days, moment = read_cron(f"0 6 * * {field}", "UTC"), "", SUNDAY
    while (moment := trigger.get_next_fire_time(None, moment)) < SUNDAY + timedelta(days=7):
        days += moment.strftime("%a ")
        moment += timedelta(minutes=1)
    return days.strip()


@pytest.mark.parametrize("field, days", [
    ("*", "Sun Mon Tue Wed Thu Fri Sat"), ("0", "Sun"), ("7", "Sun"), ("1-5", "Mon Tue Wed Thu Fri"), ("0,6", "Sun Sat"),
    ("5-7", "Sun Fri Sat"), ("fri-sun", "Sun Fri Sat"), ("*/2", "Sun Tue Thu Sat"), ("MON", "Mon"), ("1-5/2", "Mon Wed Fri"),
])
def test_weekdays_count_as_in_crontab(field, days):
    assert weekdays(field) == days


def test_times_are_of_the_schedules_zone():
    due = read_cron("30 6 * * *", "Asia/Ho_Chi_Minh").get_next_fire_time(None, SUNDAY)
    assert due.astimezone(UTC) == datetime(2024, 9, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("cron, zone, problem", [
    ("0 6 * *", "UTC", "expected 5 fields"), ("0 6 1 * 1", "UTC", "came both"), ("0 25 * * *", "UTC", "25|maximum"),
    ("0 6 * * 8", "UTC", "from 0 to 7"), ("0 6 * * someday", "UTC", "someday"), ("0 6 * * *", "Asia/Nowhere", "Nowhere"),
])
def test_schedule_that_cannot_be_read_says_why(cron, zone, problem):
    with pytest.raises((ValueError, LookupError), match=problem):
        read_cron(cron, zone)


@pytest.fixture
def clockwork(engine):
    """An APScheduler on the test's database that starts nothing yet; jobs request runs there."""
    schedule.use_database(engine)
    clockwork = new_clockwork(engine)
    clockwork.start(paused=True)
    yield clockwork
    if clockwork.running:
        clockwork.shutdown()


def plan(engine, statement) -> None:
    """Edit the schedule as people do."""
    with writing(engine).begin() as connection:
        connection.execute(statement)


@pytest.fixture
def planned(households, engine):
    """The household wave with a schedule of every day at six."""
    plan(engine, insert(Schedule).values(wave_id=households.wave_id, cron="0 6 * * *"))
    return households


def names(clockwork) -> list[str]:
    return [job.name for job in clockwork.get_jobs()]


def test_edits_take_effect(planned, engine, clockwork):
    mirror(engine, clockwork)
    assert names(clockwork) == ["0 6 * * * Asia/Ho_Chi_Minh"]
    plan(engine, update(Schedule).values(cron="0 7 * * *"))
    mirror(engine, clockwork)
    assert names(clockwork) == ["0 7 * * * Asia/Ho_Chi_Minh"]
    assert clockwork.get_jobs()[0].next_run_time.hour == 7


@one_database
@pytest.mark.parametrize("edit", [update(Schedule).values(enabled=False), delete(Schedule)])
def test_line_switched_off_or_deleted_has_no_job(planned, engine, clockwork, edit):
    mirror(engine, clockwork)
    plan(engine, edit)
    mirror(engine, clockwork)
    assert names(clockwork) == []


@one_database
def test_line_that_cannot_be_read_is_logged_once_and_the_others_stand(planned, desks, engine, clockwork, caplog):
    schedule._warn_once.cache_clear()
    plan(engine, insert(Schedule).values(wave_id=desks.wave_id, cron="every day"))
    mirror(engine, clockwork)
    mirror(engine, clockwork)
    assert names(clockwork) == ["0 6 * * * Asia/Ho_Chi_Minh"]
    assert caplog.text.count("cannot be used: expected 5 fields") == 1


def test_runs_missed_while_no_scheduler_was_up_become_one(planned, engine, clockwork):
    plan(engine, update(Schedule).values(cron="0 6 1 1 *"))  # yearly: none comes due while this test goes on
    mirror(engine, clockwork)
    missed = datetime(2020, 12, 31, 23, tzinfo=UTC)
    clockwork.modify_job(f"wave-{planned.wave_id}", next_run_time=missed)
    clockwork.shutdown()

    restarted = new_clockwork(engine)
    restarted.start(paused=True)
    mirror(engine, restarted)
    assert restarted.get_jobs()[0].next_run_time == missed
    done = []
    restarted.add_listener(done.append, EVENT_JOB_EXECUTED)
    restarted.resume()
    await_(lambda: runs_of(engine))
    due = restarted.get_jobs()[0].next_run_time
    restarted.shutdown()
    assert [(run.state, run.asked_by) for run in runs_of(engine)] == [("requested", "schedule")]
    assert len(done) == 1
    assert due > datetime.now(UTC)


def test_database_away_when_a_job_was_done_is_tried_again(planned, engine, clockwork, monkeypatch):
    """The next due time could not be noted: APScheduler's thread must not end with that."""
    mirror(engine, clockwork)
    store, tries = clockwork._jobstores["default"], []
    clockwork.jobstore_retry_interval = 0.01
    clockwork.modify_job(f"wave-{planned.wave_id}", next_run_time=datetime(2020, 12, 31, 23, tzinfo=UTC))
    note = store.update_job

    def away_at_first(job):
        tries.append(job.id)
        if len(tries) == 1:
            raise OperationalError("UPDATE", {}, Exception())
        note(job)

    monkeypatch.setattr(store, "update_job", away_at_first)
    clockwork.resume()
    await_(lambda: clockwork.get_jobs()[0].next_run_time > datetime.now(UTC))
    assert len(tries) == 2


def test_due_time_adds_no_second_wish(planned, engine, clockwork):
    request_run(engine, planned.wave_id)
    schedule.request_run(planned.wave_id)
    assert [run.asked_by for run in runs_of(engine)] == ["somebody"]


def test_due_time_of_a_wave_that_nobody_answered_asks_for_nothing(desks, engine):
    empty = field_households(engine)
    schedule.use_database(engine)
    for wave in (empty, desks):
        schedule.request_run(wave.wave_id)
    assert [run.wave_id for run in runs_of(engine)] == [desks.wave_id]
