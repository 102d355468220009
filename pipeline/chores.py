"""Small recurring work that other rooms bring by the entry point group `sipas.chores`: done each minute by the active scheduler."""

import logging
from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from threading import Event, Thread

from survey_app.settings import Settings

Chore = Callable[[object, Settings], None]
EVERY = 60.0  # seconds
log = logging.getLogger(__name__)


def joined_chores() -> dict[str, Chore]:
    """Chores of this product by name, each imported when it is first done; those of other installed packages mean nothing here."""
    return {found.name: partial(_import_and_do, found) for found in entry_points(group="sipas.chores") if found.dist and found.dist.name == "sipas"}


def _import_and_do(found: EntryPoint, engine, settings: Settings) -> None:
    found.load()(engine, settings)


class Chores:
    """Does each chore, waits, and does it again, in a thread of its own: one that hangs holds back nothing else.

    One that fails is named in the log and tried the next time. A chore must not wait for anything outside the database
    within a transaction: on SQLite runs and the lease would wait with it.
    """

    def __init__(self, engine, settings: Settings, chores: dict[str, Chore] | None = None, every: float = EVERY):
        self._engine, self._settings, self._every = engine, settings, every
        self._ending = Event()
        wanted = joined_chores() if chores is None else chores
        self._threads = [Thread(target=self._repeat, args=(name, chore), name=f"chore {name}", daemon=True) for name, chore in wanted.items()]

    def start(self) -> None:
        """Begin the first round of each."""
        for thread in self._threads:
            thread.start()

    def _repeat(self, name: str, chore: Chore) -> None:
        while not self._ending.is_set():
            self._do(name, chore)
            self._ending.wait(self._every)

    def _do(self, name: str, chore: Chore) -> None:
        try:
            chore(self._engine, self._settings)
        except Exception as fault:  # whatever a chore raises, it is tried the next time
            log.error("chore %s failed (%s)", name, type(fault).__name__)

    def finish(self) -> None:
        """Begin no further round; one that is going on is not waited for."""
        self._ending.set()
