"""Slows the guessing of passwords: failures are counted by the name that was typed, whether or not such an account exists."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from survey_app.database import writing
from survey_app.models import LoginAttempt, now
from survey_app.security import keyed_hash

FREE_FAILURES = 5
FIRST_LOCK = 1  # seconds; doubled by every further failure
LONGEST_LOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class Locked(Exception):
    """Too many failures under this name: it waits; `seconds` says how long."""

    def __init__(self, seconds: int):
        super().__init__(f"locked for {seconds} s")
        self.seconds = seconds


def claim(engine: Engine, username: str) -> int:
    """Count an attempt as failed before the password is looked at, so that guesses made at once are all counted; the count.

    Raises Locked while the name waits: from the sixth failure on 1, 2, 4 … seconds, at most 15 minutes.
    """
    name = keyed_hash(username)
    with writing(engine).begin() as connection:
        connection.execute(delete(LoginAttempt).where(LoginAttempt.last_at < now() - FORGOTTEN_AFTER))
        found = connection.execute(select(LoginAttempt.failures, LoginAttempt.locked_until).where(LoginAttempt.name_hash == name).with_for_update()).first()
        if found and found.locked_until and found.locked_until > now():
            raise Locked(int((found.locked_until - now()).total_seconds()) + 1)
        failures = (found.failures if found else 0) + 1
        values = {"failures": failures, "last_at": now(), "locked_until": _lock(failures - FREE_FAILURES)}
        if found:
            connection.execute(update(LoginAttempt).where(LoginAttempt.name_hash == name).values(values))
        else:
            connection.execute(insert(LoginAttempt), values | {"name_hash": name})
    return failures


def forgive(connection: Connection, username: str) -> None:
    """Forget the failures of a name: the password was right, or an administrator set a new one."""
    connection.execute(delete(LoginAttempt).where(LoginAttempt.name_hash == keyed_hash(username)))


def _lock(over: int):
    return now() + min(timedelta(seconds=FIRST_LOCK * 2 ** min(over, 20)), LONGEST_LOCK) if over >= 0 else None
