"""Placing an account by codes, as the command line does: its organisation and its communes."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, select

from survey_app.models import Organisation, User
from survey_app.people.accounts import Profile, change_account
from survey_app.people.scopes import communes as valid_communes


def place_account(engine: Engine, username: str, organisation: str | None, communes: Sequence[str]) -> None:
    """Set an account's organisation and communes; LookupError names an account, organisation or commune that is not there."""
    with engine.connect() as connection:
        account = connection.execute(select(User.id, User.role, User.full_name).where(User.username == username)).first()
        if account is None:
            raise LookupError(f"no account named {username!r}")
        profile = Profile(account.role, account.full_name, _organisation(connection, organisation), _units(connection, communes))
    change_account(engine, account.id, profile)


def _organisation(connection: Connection, code: str | None) -> int | None:
    found = connection.scalar(select(Organisation.id).where(Organisation.code == code))
    if code and found is None:
        raise LookupError(f"no organisation with code {code!r}; add it: sipas organisation add")
    return found


def _units(connection: Connection, codes: Sequence[str]) -> frozenset[int]:
    by_code = {code: unit for unit, code, _ in valid_communes(connection)}
    missing = [code for code in codes if code not in by_code]
    if missing:
        raise LookupError(f"no commune with code {missing[0]!r} today")
    return frozenset(by_code[code] for code in codes)
