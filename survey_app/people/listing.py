"""The list of accounts: searched as Vietnamese is typed (with or without marks), a page at a time."""
from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from survey_app.models import AccountScope, AdminUnit, Organisation, User
from survey_app.people.permissions import PROVINCE_WIDE
from survey_app.searching import folded

PAGE = 50


@dataclass(frozen=True)
class Account:
    """An account as the pages show it."""

    id: int
    username: str
    full_name: str
    role: str
    active: bool
    organisation_id: int | None
    organisation: str | None
    communes: list[str] = field(default_factory=list)

    @property
    def everywhere(self) -> bool:
        """Whether it sees the whole province."""
        return self.role in PROVINCE_WIDE


@dataclass(frozen=True)
class Found:
    """One page of the accounts that fit, how many fit in all, and how many pages they fill."""

    accounts: list[Account]
    total: int
    page: int
    pages: int


QUERY = (
    select(User.id, User.username, User.full_name, User.role, User.active, User.organisation_id, Organisation.name.label("organisation"))
    .outerjoin(Organisation, Organisation.id == User.organisation_id).order_by(User.active.desc(), User.username)
)


def find_account(connection: Connection, user_id: int) -> Account | None:
    """An account by its id."""
    row = connection.execute(QUERY.where(User.id == user_id)).first()
    return _with_communes(connection, [Account(*row)])[0] if row else None


def list_accounts(connection: Connection, *, search: str = "", role: str = "", state: str = "", page: int = 1) -> Found:
    """The accounts that fit; `search` is part of a name or organisation, `state` is active or stopped."""
    query = QUERY.where(User.role == role) if role else QUERY
    if state:
        query = query.where(User.active.is_(state == "active"))
    wanted = folded(search)
    fitting = [row for row in connection.execute(query) if wanted in folded(f"{row.username} {row.full_name} {row.organisation or ''}")]
    pages = max(1, -(-len(fitting) // PAGE))
    page = min(max(page, 1), pages)
    shown = [Account(*row) for row in fitting[(page - 1) * PAGE : page * PAGE]]
    return Found(_with_communes(connection, shown), len(fitting), page, pages)


def _with_communes(connection: Connection, accounts: list[Account]) -> list[Account]:
    by_id = {account.id: account for account in accounts}
    query = select(AccountScope.user_id, AdminUnit.name).join(AdminUnit, AdminUnit.id == AccountScope.unit_id)
    for user_id, name in connection.execute(query.where(AccountScope.user_id.in_(by_id)).order_by(AdminUnit.code)):
        by_id[user_id].communes.append(name)
    return accounts
