"""Passwords of staff: argon2 hashes and how they are set and checked."""
from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Engine, insert, select, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.login.attempts import claim, forgive
from survey_app.models import User
from survey_app.people.administrators import keep_an_administrator

HASHER = PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)
SHORTEST_PASSWORD = 12


def new_password() -> str:
    """A random password of about 95 bits that can be read out: four groups of five letters and digits."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(4))


def new_session_key() -> str:
    """A key that an account's sessions carry from now on: 128 random bits."""
    return secrets.token_hex(16)


def hashed(password: str) -> str:
    """What is stored of a password; raises ValueError for a short one."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password needs at least {SHORTEST_PASSWORD} characters, got {len(password)}")
    return HASHER.hash(password)


def set_password(engine: Engine, username: str, password: str, role: str | None = None) -> bool:
    """Set a password, which ends the account's sessions; creates the account when `role` is given and it is new.

    Returns whether it was created. Raises ValueError for a short password, LookupError for an unknown account without a
    role, LastAdministrator when the only administrator would become something else.
    """
    values = {"password_hash": hashed(password), "session_key": new_session_key()} | ({"role": role} if role else {})
    with writing(engine).begin() as connection:
        found = connection.scalar(select(User.id).where(User.username == username))
        if found is None:
            if role is None:
                raise LookupError(f"no account named {username!r}; give a role to create it")
            connection.execute(insert(User), values | {"username": username})
        else:
            if role not in (None, "administrator"):
                keep_an_administrator(connection, found)
            connection.execute(update(User).where(User.id == found).values(values))
        record(connection, acting(), "account.password" if found else "account.create", username, {"role": role} if role else None)
    return found is None


def check_password(engine: Engine, username: str, password: str, *, opens: bool = True) -> int | None:
    """The id of the account when the password fits, else None; `opens`: whether a session begins now, for the journal.

    Raises Locked while the name waits. An unknown name is counted, locked and as slow as one that exists, but not
    recorded: it may be a password typed into the wrong field.
    """
    attempt, decoy = claim(engine, username), _decoy()  # made by whichever attempt comes first, so that its cost tells nothing
    with engine.connect() as connection:
        found = connection.execute(select(User.id, User.password_hash, User.active).where(User.username == username)).first()
    fits = _verify(found.password_hash if found else decoy, password)
    if not (found and fits and found.active):
        if found:
            with writing(engine).begin() as connection:
                record(connection, acting(), "login.failure", username, {"failures": attempt, "active": found.active})
        return None
    with writing(engine).begin() as connection:
        forgive(connection, username)
        if opens:
            record(connection, username, "login.success", username, {"failures_before": attempt - 1})
    return found.id


@cache
def _decoy() -> str:
    """What a password is compared with when nobody has that name; not made at import, for most processes never need it."""
    return HASHER.hash(secrets.token_hex(16))


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
