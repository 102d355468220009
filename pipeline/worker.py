"""Computes requested runs one after another, in a thread of the active scheduler."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy import Engine

from pipeline.claim import RunStopped, claim_requested, close_interrupted
from pipeline.run import compute
from survey_app.settings import Settings

POLL_SECONDS = 1
log = logging.getLogger(__name__)


class Worker:
    """The thread and the two ways to end it: after the run it is at, or, where its lease is lost, before that run's next step."""

    def __init__(self, engine: Engine, settings: Settings, poll: float = POLL_SECONDS):
        self._engine, self._settings, self._poll = engine, settings, poll
        self._enough, self._abandon = Event(), Event()
        self._thread = Thread(target=self._work, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to look for requested runs."""
        self._thread.start()

    def finish(self) -> None:
        """Take no further run."""
        self._enough.set()

    def abandon(self) -> None:
        """Take no further run and end the present one before its next step; nothing of it is published."""
        self._abandon.set()
        self._enough.set()

    def ended(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the end; whether it came."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._enough.is_set():
            if not self._survive(self.work_once):
                self._enough.wait(self._poll)

    def work_once(self) -> bool:
        """Close interrupted runs and compute the oldest requested one; whether there was one."""
        for run in close_interrupted(self._engine):
            log.warning("run %d was interrupted", run)
        claim = claim_requested(self._engine)
        if claim is None:
            return False
        summary = compute(self._engine, self._settings, claim, self._go_on)
        log.info("run %d of wave %s %s%s", summary.run, summary.wave, summary.status, f": {summary.reason}" if summary.reason else "")
        return True

    def _go_on(self) -> None:
        if self._abandon.is_set():
            raise RunStopped("stopped: its scheduler is no longer the active one or is shutting down")

    def _survive(self, step: Callable[[], bool]) -> bool:
        """Do a step; a database that is away for a while must not end the loop, nor must anything else: no run would be taken any more."""
        try:
            return step()
        except Exception as fault:
            log.error("no run could be taken (%s); trying again", type(fault).__name__)
            return False
