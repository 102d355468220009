"""Somebody must be able to look after accounts: the last active administrator stays one."""
from __future__ import annotations

from sqlalchemy import Connection, select

from survey_app.models import User


class LastAdministrator(ValueError):
    """Without this account nobody could look after accounts any more."""


def keep_an_administrator(connection: Connection, user_id: int) -> None:
    """Refuse (LastAdministrator) what would leave no active administrator but this account.

    All administrators' rows are locked, in one order and before any other account, so that two who take each other's
    role away wait for each other.
    """
    query = select(User.id).where(User.role == "administrator", User.active).order_by(User.id).with_for_update()
    if list(connection.scalars(query)) == [user_id]:
        raise LastAdministrator("this is the last active administrator; make another one first")
