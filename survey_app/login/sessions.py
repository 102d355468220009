"""The person of a session: found anew at every request by the key that the account's sessions carry."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask_login import LoginManager, UserMixin
from sqlalchemy import ColumnElement, select

from survey_app import engine
from survey_app.models import User
from survey_app.people.permissions import allows
from survey_app.people.scopes import Scope, scope_of

manager = LoginManager()


@dataclass
class Staff(UserMixin):
    """The person logged in, as the pages see them."""

    id: int
    username: str
    full_name: str
    role: str
    session_key: str

    def get_id(self) -> str:
        """What the session holds: once the account has another key, it finds nobody."""
        return self.session_key

    def may(self, right: str) -> bool:
        """Whether the role has a right (see survey_app.people.permissions)."""
        return allows(self.role, right)

    @cached_property
    def scope(self) -> Scope:
        """Where this person works, for limiting queries."""
        with engine().connect() as connection:
            return scope_of(connection, self.id)


@manager.user_loader
def by_session(key: str) -> Staff | None:
    """The active account whose sessions carry this key; None ends the session."""
    return find_staff(User.session_key == key)


def find_staff(condition: ColumnElement[bool]) -> Staff | None:
    """The active account that a condition names."""
    query = select(User.id, User.username, User.full_name, User.role, User.session_key).where(condition, User.active)
    with engine().connect() as connection:
        found = connection.execute(query).first()
    return Staff(*found) if found else None
