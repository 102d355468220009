"""Real scheduler processes: one is active, the other takes over, and either ends politely."""
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from pipeline.lease import holder_of
from pipeline.scheduler import new_clockwork
from tests.pipeline_run.small_waves import one_database, request_run, runs_of
from survey_app.database import writing
from survey_app.models import Schedule

# The product's own command with a shorter lease, so that a take-over takes no 20 s.
PROGRAM = """
import pipeline.scheduler as scheduler
from pipeline.commands import scheduler_command
scheduler.serve.__defaults__ = (scheduler.Timing(lease=1.5, renew=0.3, look=0.2, standby=0.2),)
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


def await_(condition) -> None:
    """Wait until `condition()` holds; fail after 30 s."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited 30 s in vain"
        time.sleep(0.05)


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
        await_(lambda: second.is_active(engine))
        request_run(engine, households.wave_id)
        await_(lambda: runs_of(engine)[-1].state == "succeeded")
        assert f":{second.popen.pid}:" in runs_of(engine)[-1].holder
        assert len(runs_of(engine)) == 2


@one_database
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_scheduler_told_to_end_gives_the_lease_back(engine, here, tmp_path, told):
    with schedulers(here, tmp_path) as start:
        process = start()
        await_(lambda: process.is_active(engine))
        process.popen.send_signal(told)
        assert process.popen.wait(20) == 0
        assert holder_of(engine) is None
        assert process.events() == ["active", "stopped"]


def test_holder_that_slept_past_its_lease_stops_and_stands_by(engine, here, tmp_path):
    """A process that was suspended learns at its next renewal that another is active."""
    with schedulers(here, tmp_path) as start:
        sleeper = start()
        await_(lambda: sleeper.is_active(engine))
        sleeper.popen.send_signal(signal.SIGSTOP)
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
