"""The database engine: one place that decides durability, for SQLite and for PostgreSQL."""
from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_SECONDS = 30


def open_engine(url: str) -> Engine:
    """An engine whose commits are on the disk before they return.

    SQLite: write-ahead log with synchronous=FULL (a commit survives a power cut), foreign keys on, and
    every transaction that may write begins IMMEDIATE (see `writing`), so that two writers queue instead of failing.
    PostgreSQL: the server's own synchronous_commit, checked to be on.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC -c synchronous_commit=on"})


def _open_sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # SQLAlchemy's recipe: the driver must not begin transactions on its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection) -> None:
    kind = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {kind}")


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: on SQLite they take the write lock at once.

    A transaction that starts as a reader and writes later fails with "database is locked" when another
    wrote in between, without waiting; taking the lock first makes it wait its turn.
    """
    return engine.execution_options(writes=True)
