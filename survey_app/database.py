"""The database engine: one place that decides durability, for SQLite and for PostgreSQL."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from survey_app.settings import SettingsError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting, in steps of up to 100 ms, must do
    fcntl = None

BUSY_SECONDS = 30


def open_engine(url: str) -> Engine:
    """An engine whose commits are on the disk before they return.

    SQLite: write-ahead log with synchronous=FULL (a commit survives a power cut), foreign keys on, and
    every transaction that may write begins IMMEDIATE (see `writing`), so that two writers queue instead of failing.
    PostgreSQL: synchronous_commit is set on for every session. Error messages never quote parameters, which may be answers.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = "nothing readable"
    if backend == "sqlite":
        return _open_sqlite(url)
    if backend != "postgresql":
        raise SettingsError(f"Error: DATABASE_URL must begin with sqlite:/// or postgresql://, got {backend}.")
    return create_engine(url, hide_parameters=True, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC -c synchronous_commit=on"})


def _open_sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}).execution_options(turn=_Turn(path))
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # SQLAlchemy's recipe: the driver must not begin transactions on its own
    # recursive_triggers: without it INSERT OR REPLACE deletes the row in its way past the triggers that refuse a DELETE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection) -> None:
    options = connection.get_execution_options()
    if not options.get("reads"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN DEFERRED")


@lru_cache(maxsize=8)
def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: on SQLite they take the write lock at once.

    A transaction that starts as a reader and writes later fails with "database is locked" when another
    wrote in between, without waiting; taking the lock first makes it wait its turn.
    """
    return engine.execution_options(writes=True)


@lru_cache(maxsize=8)
def reading(engine: Engine) -> Engine:
    """The same engine for one single read on a hot path, without a transaction around it: it saves two round trips."""
    return engine.execution_options(**READS_ALONE[engine.dialect.name])


READS_ALONE = {"sqlite": {"reads": True}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}


class _Turn:
    """Whose turn it is to write to one SQLite file, among the threads and processes of a busy server.

    SQLite lets a second writer sleep and ask again, in steps that grow to 100 ms, so that under load most waiting is
    sleep. A lock that the kernel hands on wakes the next one at once; it dies with its process. It is only about
    speed: a writer that does not take its turn is still kept apart by SQLite itself.
    """

    def __init__(self, path: str | None):
        self._threads = threading.Lock()
        self._file = open(f"{path}-turn", "ab") if fcntl and path and path != ":memory:" else None

    @contextmanager
    def taken(self) -> Iterator[None]:
        with self._threads:
            if self._file is None:
                yield
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


@contextmanager
def hot_write(engine: Engine) -> Iterator[Connection]:
    """A write transaction for where many write at once: begun when it is this writer's turn, durable at the end."""
    turn = engine.get_execution_options().get("turn")
    with turn.taken() if turn else nullcontext(), writing(engine).begin() as connection:
        yield connection
