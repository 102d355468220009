"""The scheduler's lease, one row that says which process is the active scheduler and until when; and the clock it goes by."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.models import Moment, SchedulerLease, now

Clock = Callable[[Connection], datetime]

ONLY = 1
# An SQLite database is used from one host; PostgreSQL's now() would be the start of the transaction.
CLOCKS: dict[str, Clock] = {
    "sqlite": lambda _connection: now(),
    "postgresql": lambda connection: connection.scalar(select(func.clock_timestamp(type_=Moment))),
}
# On PostgreSQL each statement commits by itself: a holder that is suspended here keeps no row lock that the next one would
# wait for. SQLite has one lock for all; it is taken first, so that the moment is read when the turn has come.
AT_ONCE = {"sqlite": {"writes": True}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}


def database_now(connection: Connection) -> datetime:
    """The present moment, aware, in UTC, by the database's clock: hosts need not agree on the time."""
    return CLOCKS[connection.dialect.name](connection)


def hold(engine: Engine, holder: str, length: timedelta, clock: Clock = database_now) -> bool:
    """Take the lease, or renew it, for `length` from now; False while it is another's and has not expired.

    One that ends later than any could was taken before the clock was set back; it does not hold until that time comes.
    """
    if _take_over(engine, holder, length, clock):
        return True
    try:
        with _at_once(engine) as connection:
            connection.execute(insert(SchedulerLease).values(id=ONLY, holder=holder, expires_at=clock(connection) + length))
    except IntegrityError:  # there is a row, and it is another's
        return False
    return True


def _take_over(engine: Engine, holder: str, length: timedelta, clock: Clock) -> bool:
    """Compare and set in one statement: of two that try at once, the second finds the first's name."""
    with _at_once(engine) as connection:
        moment = clock(connection)
        free = or_(SchedulerLease.holder == holder, SchedulerLease.expires_at < moment, SchedulerLease.expires_at > moment + 2 * length)
        taken = update(SchedulerLease).where(SchedulerLease.id == ONLY, free).values(holder=holder, expires_at=moment + length)
        return connection.execute(taken).rowcount == 1


def release(engine: Engine, holder: str) -> None:
    """Give the lease back, so that another can be active at once; another's lease is left alone."""
    with _at_once(engine) as connection:
        connection.execute(delete(SchedulerLease).where(SchedulerLease.holder == holder))


def _at_once(engine: Engine) -> AbstractContextManager[Connection]:
    return engine.execution_options(**AT_ONCE[engine.dialect.name]).begin()


def holder_of(engine: Engine) -> str | None:
    """Who has the lease, expired or not."""
    with engine.connect() as connection:
        return connection.scalar(select(SchedulerLease.holder))
