"""Real scheduler processes: one is active, the other takes over, and either ends politely."""
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import insert, select, text, update

from pipeline import chores, schedule
from pipeline.lease import holder_of
from pipeline.scheduler import Timing, new_clockwork, serve
from pipeline.worker import Worker
from tests.pipeline_run.small_waves import one_database, request_run, runs_of
from tests.pipeline_run.waiting import LIMIT, await_
from survey_app.database import writing
from survey_app.migrate import newest_revision
from survey_app.models import Schedule, SchedulerLease, now

# The product's own command, which looks more often; the lease has its full length, so that a busy machine does not make it expire.
PROGRAM = """
import pipeline.scheduler as scheduler
from pipeline.commands import scheduler_command
scheduler.serve.__defaults__ = (scheduler.Timing(renew=0.3, look=0.2, standby=0.2),)
scheduler_command()
"""


class Process:
    """A scheduler process, its log going to a file."""

    def __init__(self, settings, log):
        environment = os.environ | {"DATABASE_URL": settings.database_url, "SIPAS_DATA": str(settings.data_dir)}
        self.log = log
        with log.open("w") as stderr:
            self.popen = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stderr=stderr)

    def events(self) -> list[str]:
        """What it logged so far: every line is JSON."""
        return [json.loads(line)["event"] for line in self.log.read_text().splitlines()]

    def is_active(self, engine) -> bool:
        """Whether the lease is its own."""
        return f":{self.popen.pid}:" in (holder_of(engine) or "")

    def kill(self) -> None:
        """End without a word."""
        self.popen.kill()
        self.popen.wait()


@contextmanager
def schedulers(settings, tmp_path):
    """A function that starts scheduler processes, which are ended whatever happens."""
    started = []

    def start() -> Process:
        started.append(Process(settings, tmp_path / f"scheduler-{len(started)}.log"))
        return started[-1]
    try:
        yield start
    finally:
        for process in started:
            process.kill()


def expire(engine) -> None:
    """Let the lease of a process that is killed or asleep have run out, without waiting for that."""
    with writing(engine).begin() as connection:
        connection.execute(update(SchedulerLease).values(expires_at=now() - timedelta(seconds=1)))


def stamp(engine, revision: str) -> None:
    """Let the database be at another revision."""
    with writing(engine).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def suspend(process, engine) -> None:
    """Stop a process where it is, but not while it writes to SQLite: of a writer that sleeps only its end would free the database."""
    while True:
        process.popen.send_signal(signal.SIGSTOP)
        os.waitpid(process.popen.pid, os.WUNTRACED)
        if not _being_written(engine):
            return
        process.popen.send_signal(signal.SIGCONT)
        time.sleep(0.01)


def _being_written(engine) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    with closing(sqlite3.connect(engine.url.database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def test_one_of_two_is_active_and_the_other_takes_over(households, engine, here, tmp_path):
    with schedulers(here, tmp_path) as start:
        first = start()
        await_(lambda: first.is_active(engine))
        second = start()
        await_(lambda: "standing by: another scheduler is active" in second.events())
        request_run(engine, households.wave_id)
        await_(lambda: runs_of(engine)[-1].state == "succeeded")
        assert f":{first.popen.pid}:" in runs_of(engine)[-1].holder

        first.kill()
        expire(engine)
        await_(lambda: second.is_active(engine))
        request_run(engine, households.wave_id)
        await_(lambda: runs_of(engine)[-1].state == "succeeded")
        assert f":{second.popen.pid}:" in runs_of(engine)[-1].holder
        assert len(runs_of(engine)) == 2


@one_database
def test_a_scheduler_waits_for_a_database_of_its_version_and_says_so_once(engine, here, caplog):
    caplog.set_level("INFO", "pipeline.scheduler")
    stop, needed = Event(), newest_revision()
    stamp(engine, "f015c433e13e")
    serving = Thread(target=serve, args=(engine, here, stop, Timing(standby=0.02, look=0.02)))
    serving.start()
    try:
        await_(lambda: "run: sipas db upgrade" in caplog.text)
        time.sleep(0.2)  # some more tries
        assert holder_of(engine) is None
        stamp(engine, needed)
        await_(lambda: holder_of(engine))
    finally:
        stop.set()
        serving.join()
    assert [record.message.split(" ")[0].rstrip(":") for record in caplog.records if record.name == "pipeline.scheduler"] == ["waiting", "active", "stopped"]


@one_database
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_scheduler_told_to_end_gives_the_lease_back(engine, here, tmp_path, told):
    with schedulers(here, tmp_path) as start:
        process = start()
        await_(lambda: process.is_active(engine))
        process.popen.send_signal(told)
        assert process.popen.wait(LIMIT) == 0
        assert holder_of(engine) is None
        assert process.events() == ["active", "stopped"]


def test_holder_that_slept_past_its_lease_stops_and_stands_by(engine, here, tmp_path):
    """A process that was suspended learns at its next renewal that another is active."""
    with schedulers(here, tmp_path) as start:
        sleeper = start()
        await_(lambda: sleeper.is_active(engine))
        suspend(sleeper, engine)
        expire(engine)
        other = start()
        await_(lambda: other.is_active(engine))
        sleeper.popen.send_signal(signal.SIGCONT)
        await_(lambda: "standing by: another scheduler is active" in sleeper.events())
        assert "the lease is lost: stopping what runs" in sleeper.events()
        assert other.is_active(engine)


@one_database
def test_schedule_written_while_it_runs_becomes_a_job_and_after_a_restart_its_missed_times_one_run(households, engine, here, tmp_path):
    with schedulers(here, tmp_path) as start:
        killed = start()
        await_(lambda: killed.is_active(engine))
        with writing(engine).begin() as connection:
            connection.execute(insert(Schedule).values(wave_id=households.wave_id, cron="0 6 1 1 *"))
        await_(lambda: _jobs(engine))
        killed.kill()
        expire(engine)
        _make_due(engine)
        start()
        await_(lambda: [run.state for run in runs_of(engine)] == ["succeeded"])
        assert runs_of(engine)[0].asked_by == "schedule"


def _jobs(engine) -> list:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT id FROM apscheduler_jobs").all()


def _make_due(engine) -> None:
    """Let the stored job have been due in 1970."""
    clockwork = new_clockwork(engine)
    clockwork.start(paused=True)
    (job,) = clockwork.get_jobs()
    job.modify(next_run_time=datetime(1970, 1, 2, tzinfo=UTC))
    clockwork.shutdown()


@contextmanager
def serving(engine, settings):
    """A scheduler in a thread of this process, ended at the end."""
    stop = Event()
    thread = Thread(target=serve, args=(engine, settings, stop, Timing(renew=0.1, look=0.1, standby=0.1)), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LIMIT)
        assert not thread.is_alive()


def test_nothing_that_hangs_or_breaks_delays_the_lease_or_a_run(households, engine, here, monkeypatch):
    look, hanging, free = schedule.mirror, {"chore": Event(), "look": Event()}, Event()

    def hangs(what):
        hanging[what].set()
        free.wait()

    def breaks(*_):
        raise ValueError

    def looks_once(*given):
        monkeypatch.setattr(schedule, "mirror", lambda *_: hangs("look"))
        look(*given)

    monkeypatch.setattr(schedule, "mirror", looks_once)
    monkeypatch.setattr(chores, "joined_chores", lambda: {"breaks": breaks, "hangs": lambda *_: hangs("chore")})
    with serving(engine, here):
        try:
            await_(lambda: all(event.is_set() for event in hanging.values()))
            ends = lease_end(engine)
            await_(lambda: lease_end(engine) > ends)
            request_run(engine, households.wave_id)
            await_(lambda: [run.state for run in runs_of(engine)] == ["succeeded"])
        finally:
            free.set()
    assert holder_of(engine) is None


def lease_end(engine) -> datetime:
    """Until when the lease holds."""
    with engine.connect() as connection:
        return connection.scalar(select(SchedulerLease.expires_at))


def test_a_lost_lease_stops_the_run_even_while_a_look_hangs(engine, here, monkeypatch):
    """What the thread that renews says to the worker waits for no other thread."""
    hanging, free, stopped = Event(), Event(), Event()

    def hangs(*_):
        hanging.set()
        free.wait()

    monkeypatch.setattr(schedule, "mirror", hangs)
    monkeypatch.setattr(Worker, "abandon", lambda _worker: stopped.set())
    with serving(engine, here):
        try:
            await_(hanging.is_set)
            with writing(engine).begin() as connection:
                connection.execute(update(SchedulerLease).values(holder="another"))
            await_(stopped.is_set)
        finally:
            free.set()
    assert holder_of(engine) == "another"


def test_database_that_does_not_answer_is_not_taken_for_another_scheduler(engine, here, caplog):
    caplog.set_level("INFO", logger="pipeline.scheduler")
    rename(engine, "scheduler_lease", "away")
    with serving(engine, here):
        await_(lambda: "the database did not answer" in caplog.text)
        rename(engine, "away", "scheduler_lease")
        await_(lambda: holder_of(engine))
        await_(lambda: "active" in caplog.messages)
    assert "standing by: another scheduler is active" not in caplog.messages


def rename(engine, before: str, after: str) -> None:
    """Take a table away, or give it back."""
    with writing(engine).begin() as connection:
        connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))
