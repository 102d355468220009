"""The scheduler process: stands by until it holds the lease, then turns the schedule and people's wishes into runs."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from threading import Event

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pipeline import lease, schedule
from pipeline.claim import new_holder
from pipeline.worker import Worker
from survey_app.settings import Settings

# Missed times become one run, however long ago they were; a run never overtakes the one before.
JOB_DEFAULTS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timing:
    """Seconds: the lease's length, between renewals, between looks at the schedule, between tries on standby, for the last run to end."""

    lease: float = 20
    renew: float = 5
    look: float = 2
    standby: float = 2
    last_run: float = 30


class Clockwork(BackgroundScheduler):
    """APScheduler, which at its end looks once more for due jobs and notes as done those it can no longer start."""

    def _process_jobs(self):
        """Start what is due, and after the end nothing: due jobs then stay due for the next scheduler."""
        return super()._process_jobs() if self.running else None


def new_clockwork(engine: Engine) -> Clockwork:
    """A clockwork whose jobs live in the database (table apscheduler_jobs), so that they survive a restart."""
    return Clockwork(jobstores={"default": SQLAlchemyJobStore(engine=engine)}, job_defaults=JOB_DEFAULTS, timezone=UTC)


class Active:
    """What runs while this process is the active scheduler: APScheduler, which requests runs, and the worker, which computes them."""

    def __init__(self, engine: Engine, settings: Settings):
        self._engine = engine
        self._clockwork = new_clockwork(engine)
        self._worker = Worker(engine, settings)

    def start(self) -> None:
        """Start both; jobs are brought in line with the schedule before any of them can be due."""
        schedule.use_database(self._engine)
        self._clockwork.start(paused=True)
        self.look()
        self._clockwork.resume()
        self._worker.start()

    def look(self) -> None:
        """Bring the jobs in line with the schedule as it is now."""
        schedule.mirror(self._engine, self._clockwork)

    def finish(self) -> None:
        """Request and take no further run."""
        if self._clockwork.running:
            self._clockwork.shutdown(wait=False)
        self._worker.finish()

    def abandon(self) -> None:
        """Stop at once, also the run that is going on: another scheduler may be active already."""
        self.finish()
        self._worker.abandon()

    def ended(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the worker to end; whether it did."""
        return self._worker.ended(timeout)


def serve(engine: Engine, settings: Settings, stop: Event, timing: Timing = Timing()) -> None:
    """Be the active scheduler whenever the lease can be held, until `stop` is set; then give it back."""
    holder = new_holder()
    told = False
    while not stop.is_set():
        if _survives(lambda: lease.hold(engine, holder, timedelta(seconds=timing.lease))):
            told = False
            _be_active(engine, settings, holder, stop, timing)
        elif not told:
            told = True
            log.info("standing by: another scheduler is active")
        stop.wait(timing.standby)
    _survives(lambda: lease.release(engine, holder))  # where it cannot be given back it expires
    log.info("stopped")


def _be_active(engine: Engine, settings: Settings, holder: str, stop: Event, timing: Timing) -> None:
    """Run until `stop` is set or the lease is lost."""
    log.info("active")
    active, keeping = Active(engine, settings), Keeping(engine, holder, timing)
    if not _survives(active.start):
        active.abandon()
        return
    while not stop.wait(min(timing.look, timing.renew)):
        if not keeping.kept():
            log.error("the lease is lost: stopping what runs")
            active.abandon()
            active.ended(timing.last_run)
            return
        _survives(active.look)
    active.finish()
    _await_last_run(active, keeping, timing)


def _await_last_run(active: Active, keeping: "Keeping", timing: Timing) -> None:
    """Let the run that is going on end, keeping the lease meanwhile; after `last_run` seconds stop it."""
    deadline = time.monotonic() + timing.last_run
    while not active.ended(min(timing.renew, 1)):
        if time.monotonic() > deadline or not keeping.kept():
            active.abandon()
            active.ended(timing.renew)
            return


class Keeping:
    """Renews a held lease in time, and says when it is no longer certain to be held."""

    def __init__(self, engine: Engine, holder: str, timing: Timing):
        self._engine, self._holder, self._timing = engine, holder, timing
        self._renewed = time.monotonic()

    def kept(self) -> bool:
        """Renew when it is time; False when another has the lease or the database has not answered for its length."""
        began = time.monotonic()
        if began - self._renewed < self._timing.renew:
            return True
        try:
            held = lease.hold(self._engine, self._holder, timedelta(seconds=self._timing.lease))
        except SQLAlchemyError as fault:
            log.error("the lease could not be renewed (%s); trying again", type(fault).__name__)
            return time.monotonic() - self._renewed < self._timing.lease
        self._renewed = began
        return held


def _survives(step: Callable[[], object]) -> bool:
    """Do a step that needs the database; False when it answered no (False) or not at all: the caller tries again later."""
    try:
        return step() is not False
    except SQLAlchemyError as fault:
        log.error("the database did not answer (%s)", type(fault).__name__)
        return False
