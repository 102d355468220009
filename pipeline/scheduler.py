"""The scheduler process: stands by until it holds the lease, then turns the schedule and people's wishes into runs."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from threading import Event, Thread

from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pipeline import lease, schedule
from pipeline.chores import Chores
from pipeline.claim import new_holder
from pipeline.worker import Worker
from survey_app.migrate import outdated
from survey_app.settings import Settings

# Missed times become one run, however long ago they were; a run never overtakes the one before.
JOB_DEFAULTS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
# What passes: a database that does not answer, and a job that another scheduler took away meanwhile.
PASSING = (SQLAlchemyError, JobLookupError)
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
    """APScheduler, mended in two places.

    At its end it would look once more for due jobs and note as done those it can no longer start. And its thread
    would end for good when the database does not answer while it notes when a job is due next.
    """

    def _process_jobs(self):
        """Start what is due and return the seconds to wait; after the end nothing: due jobs then stay due for the next scheduler."""
        if not self.running:
            return None
        try:
            return super()._process_jobs()
        except PASSING as fault:
            log.error("due jobs could not be seen to (%s); trying again", type(fault).__name__)
            return self.jobstore_retry_interval


def new_clockwork(engine: Engine) -> Clockwork:
    """A clockwork whose jobs live in the database (table apscheduler_jobs), so that they survive a restart."""
    return Clockwork(jobstores={"default": SQLAlchemyJobStore(engine=engine)}, job_defaults=JOB_DEFAULTS, timezone=UTC)


class Active:
    """What runs while this process is the active scheduler: APScheduler, which requests runs, the worker, which computes them, and chores."""

    def __init__(self, engine: Engine, settings: Settings):
        self._engine = engine
        self._clockwork = new_clockwork(engine)
        self._worker = Worker(engine, settings)
        self._chores = Chores(engine, settings)

    def start(self) -> None:
        """Start all; jobs are brought in line with the schedule before any of them can be due."""
        schedule.use_database(self._engine)
        self._clockwork.start(paused=True)
        self.look()
        self._clockwork.resume()
        self._worker.start()
        self._chores.start()

    def look(self) -> None:
        """Bring the jobs in line with the schedule as it is now."""
        schedule.mirror(self._engine, self._clockwork)

    def finish(self) -> None:
        """Request and take no further run."""
        self._worker.finish()
        self._chores.finish()
        if self._clockwork.running:
            self._clockwork.shutdown(wait=False)  # may wait for the database: last

    def stop_run(self) -> None:
        """Take no further run and end the one that is going on; waits for nothing, so any thread may say it."""
        self._worker.abandon()

    def abandon(self) -> None:
        """Stop at once, also the run that is going on: another scheduler may be active already."""
        self.stop_run()
        self.finish()

    def ended(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the worker to end; whether it did."""
        return self._worker.ended(timeout)


def serve(engine: Engine, settings: Settings, stop: Event, timing: Timing = Timing()) -> None:
    """Be the active scheduler whenever the lease can be held, until `stop` is set; then give it back."""
    holder = new_holder()
    told = None
    while not stop.is_set():
        waits_for = _answer(lambda: _waits_for(engine, holder, timing), instead=told or "")
        if waits_for is None:
            _be_active(engine, settings, holder, stop, timing)
        elif waits_for and waits_for != told:
            log.info(waits_for)
        told = waits_for
        stop.wait(timing.standby)
    _answer(lambda: lease.release(engine, holder))  # where it cannot be given back it expires
    log.info("stopped")


def _waits_for(engine: Engine, holder: str, timing: Timing) -> str | None:
    """Take the lease, or say what keeps this process from being the active scheduler."""
    with engine.connect() as connection:
        behind = outdated(connection)
    if behind:
        return f"waiting: {behind}"
    return None if lease.hold(engine, holder, timedelta(seconds=timing.lease)) else "standing by: another scheduler is active"


def _be_active(engine: Engine, settings: Settings, holder: str, stop: Event, timing: Timing) -> None:
    """Run until `stop` is set or the lease is lost."""
    log.info("active")
    active = Active(engine, settings)
    with Keeping(engine, holder, timing, active.stop_run) as keeping:
        if _answer(active.start, instead=False) is False:
            active.abandon()
            return
        while not stop.wait(timing.look):
            if keeping.lost.is_set():
                active.abandon()
                active.ended(timing.last_run)
                return
            _answer(active.look)
        active.finish()
        _await_last_run(active, keeping, timing)


def _await_last_run(active: Active, keeping: "Keeping", timing: Timing) -> None:
    """Let the run that is going on end; after `last_run` seconds, or when the lease is lost meanwhile, stop it."""
    deadline = time.monotonic() + timing.last_run
    while not active.ended(min(timing.renew, 1)):
        if time.monotonic() > deadline or keeping.lost.is_set():
            active.abandon()
            active.ended(timing.renew)
            return


class Keeping(Thread):
    """Renews a held lease in time, whatever else the process waits for, until it is no longer certain to be held."""

    def __init__(self, engine: Engine, holder: str, timing: Timing, at_loss: Callable[[], object]):
        super().__init__(name="lease", daemon=True)
        self._engine, self._holder, self._timing, self._at_loss = engine, holder, timing, at_loss
        self._renewed = time.monotonic()
        self._enough = Event()
        self.lost = Event()

    def run(self) -> None:
        """Renew until told that it is enough; at a loss say so at once and end."""
        while not self._enough.wait(self._timing.renew):
            if not self._kept():
                log.error("the lease is lost: stopping what runs")
                self.lost.set()
                self._at_loss()
                return

    def _kept(self) -> bool:
        """Renew; False when another has the lease or the database has not answered for its length."""
        began = time.monotonic()
        try:
            held = lease.hold(self._engine, self._holder, timedelta(seconds=self._timing.lease))
        except Exception as fault:  # whatever it is: a thread that ended here would let the lease expire unnoticed
            log.error("the lease could not be renewed (%s); trying again", type(fault).__name__)
            return time.monotonic() - self._renewed < self._timing.lease
        self._renewed = began
        return held

    def __enter__(self) -> "Keeping":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        """A renewal that is going on ends first: after it the lease may be given back for good."""
        self._enough.set()
        self.join()


def _answer(step: Callable[[], object], instead: object = None) -> object:
    """What a step that needs the database answers; `instead` when the database did not answer as expected: the caller tries again later."""
    try:
        return step()
    except PASSING as fault:
        log.error("the database did not answer as expected (%s)", type(fault).__name__)
        return instead
