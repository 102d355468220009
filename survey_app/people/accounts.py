"""Making and changing accounts: each change with its entry in the journal, and never without an administrator left."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.login.attempts import forgive
from survey_app.login.passwords import hashed, new_session_key
from survey_app.models import Organisation, User
from survey_app.people.administrators import keep_an_administrator
from survey_app.people.permissions import PROVINCE_WIDE
from survey_app.people.scopes import set_units
from survey_app.written import tidy

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


class NameTaken(ValueError):
    """Another account has this name."""


@dataclass(frozen=True)
class Profile:
    """Who somebody is and where they work; the communes of a role that sees the whole province are dropped."""

    role: str
    full_name: str = ""
    organisation_id: int | None = None
    units: frozenset[int] = field(default_factory=frozenset)

    def columns(self) -> dict:
        """The columns of the account."""
        return {"role": self.role, "full_name": tidy(self.full_name), "organisation_id": self.organisation_id}

    def communes(self) -> frozenset[int]:
        """The communes that count for the role."""
        return frozenset() if self.role in PROVINCE_WIDE else self.units


def read_username(typed: str) -> str:
    """The name as accounts have it. Raises ValueError: a name must be typed without an input method and be no `cli:…`."""
    name = typed.strip().lower()
    if not USERNAME.fullmatch(name):
        raise ValueError(f"expected 1 to 60 letters a-z, digits, dots, dashes or underscores, got {typed!r}")
    return name


def create_account(engine: Engine, username: str, password: str, profile: Profile) -> int:
    """Make an account and return its id. Raises NameTaken, or ValueError for a name or password that will not do."""
    values = {"username": read_username(username), "password_hash": hashed(password), "session_key": new_session_key()}
    try:
        with writing(engine).begin() as connection:
            user_id = connection.execute(insert(User).values(**values, **profile.columns())).inserted_primary_key[0]
            changes = {"role": profile.role, "organisation": _organisation(connection, profile.organisation_id), **set_units(connection, user_id, profile.communes())}
            record(connection, acting(), "account.create", values["username"], {name: value for name, value in changes.items() if value})
    except IntegrityError as error:
        if "username" not in str(error.orig):
            raise
        raise NameTaken(f"there is an account {values['username']!r} already") from None
    return user_id


def change_account(engine: Engine, user_id: int, profile: Profile) -> None:
    """Give an account another role, name, organisation or communes. Raises LookupError, LastAdministrator."""
    with writing(engine).begin() as connection:
        if profile.role != "administrator":
            keep_an_administrator(connection, user_id)
        before = _locked(connection, user_id)
        connection.execute(update(User).where(User.id == user_id).values(**profile.columns()))
        changes = _changes(connection, before, profile) | set_units(connection, user_id, profile.communes())
        if changes:
            record(connection, acting(), "account.change", before.username, changes)


def set_active(engine: Engine, user_id: int, active: bool) -> None:
    """Stop an account, which ends its sessions at once, or open it again. Raises LookupError, LastAdministrator."""
    with writing(engine).begin() as connection:
        if not active:
            keep_an_administrator(connection, user_id)
        before = _locked(connection, user_id)
        if before.active == active:
            return
        connection.execute(update(User).where(User.id == user_id).values(active=active, session_key=new_session_key()))
        record(connection, acting(), "account.reactivate" if active else "account.deactivate", before.username)


def give_password(engine: Engine, user_id: int, password: str) -> str:
    """Set a password, which ends the account's sessions; returns the key of sessions to come. Raises LookupError, ValueError."""
    values = {"password_hash": hashed(password), "session_key": new_session_key()}
    with writing(engine).begin() as connection:
        before = _locked(connection, user_id)
        connection.execute(update(User).where(User.id == user_id).values(**values))
        forgive(connection, before.username)
        record(connection, acting(), "account.password", before.username)
    return values["session_key"]


def _locked(connection: Connection, user_id: int):
    query = select(User.username, User.role, User.active, User.full_name, User.organisation_id).where(User.id == user_id)
    found = connection.execute(query.with_for_update()).first()
    if found is None:
        raise LookupError(f"no account with id {user_id}")
    return found


def _changes(connection: Connection, before, profile: Profile) -> dict[str, list]:
    """What changes, as [before, after]."""
    after = profile.columns()
    pairs = {name: [getattr(before, name), after[name]] for name in ("role", "full_name")}
    pairs["organisation"] = [_organisation(connection, before.organisation_id), _organisation(connection, after["organisation_id"])]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _organisation(connection: Connection, organisation_id: int | None) -> str | None:
    return connection.scalar(select(Organisation.code).where(Organisation.id == organisation_id))
