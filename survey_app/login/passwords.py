"""Passwords of staff: argon2 hashes and how they are set and checked."""
from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Engine, insert, select, update

from survey_app.database import writing
from survey_app.login.attempts import claim, forgive
from survey_app.models import User

HASHER = PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)
SHORTEST_PASSWORD = 12
_DECOY = HASHER.hash(secrets.token_hex(16))


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
    values = {"password_hash": HASHER.hash(password)}
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
    """The id of the account when the password fits, else None.

    Raises Locked while the name waits. An unknown name is counted, locked and as slow as one that exists.
    """
    claim(engine, username)
    with engine.connect() as connection:
        found = connection.execute(select(User.id, User.password_hash, User.active).where(User.username == username)).first()
    fits = _verify(found.password_hash if found else _DECOY, password)
    if not (found and fits and found.active):
        return None
    forgive(engine, username)
    return found.id


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
