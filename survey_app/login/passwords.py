"""Passwords of staff: argon2 hashes, and a lock that grows with each failure."""
from __future__ import annotations

import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Engine, insert, select, update

from survey_app.database import writing
from survey_app.models import User, now

HASHER = PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)
FREE_FAILURES = 5
LONGEST_LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
_DECOY = HASHER.hash(secrets.token_hex(16))


class Locked(Exception):
    """Too many failures: the account waits; `seconds` says how long."""

    def __init__(self, seconds: int):
        super().__init__(f"locked for {seconds} s")
        self.seconds = seconds


def new_password() -> str:
    """A random password of about 95 bits that can be read out: four groups of five letters and digits."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(4))


def set_password(engine: Engine, username: str, password: str, role: str | None = None) -> bool:
    """Set a password, creating the account when `role` is given and it is new; returns whether it was created.

    Raises ValueError for a short password, LookupError for an unknown account without a role.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password needs at least {SHORTEST_PASSWORD} characters, got {len(password)}")
    values = {"password_hash": HASHER.hash(password), "failed_logins": 0, "locked_until": None}
    if role:
        values["role"] = role
    with writing(engine).begin() as connection:
        if connection.execute(update(User).where(User.username == username).values(values)).rowcount:
            return False
        if role is None:
            raise LookupError(f"no account named {username!r}; give a role to create it")
        connection.execute(insert(User), values | {"username": username})
        return True


def check_password(engine: Engine, username: str, password: str) -> int | None:
    """The id of the account when the password fits, else None; failures are counted before the answer.

    Raises Locked while the account waits. An unknown name costs the same time as a wrong password.
    """
    with engine.connect() as connection:
        found = connection.execute(select(User.id, User.password_hash, User.active, User.locked_until).where(User.username == username)).first()
    if found and found.locked_until and found.locked_until > now():
        raise Locked(int((found.locked_until - now()).total_seconds()) + 1)
    fits = _verify(found.password_hash if found else _DECOY, password)
    if found is None:
        return None
    _count(engine, found.id, fits)
    return found.id if fits and found.active else None


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count(engine: Engine, user_id: int, fits: bool) -> None:
    with writing(engine).begin() as connection:
        failures = 0 if fits else connection.scalar(select(User.failed_logins).where(User.id == user_id)) + 1
        over = failures - FREE_FAILURES
        lock = now() + min(timedelta(seconds=2 ** min(over, 20)), LONGEST_LOCK) if over >= 0 else None
        connection.execute(update(User).where(User.id == user_id).values(failed_logins=failures, locked_until=lock))
