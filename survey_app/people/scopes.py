"""Where an account works: its organisation and its communes, and queries limited to them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, delete, false, insert, select

from survey_app.models import AccountScope, AdminUnit, User, now
from survey_app.people.permissions import PROVINCE_WIDE


@dataclass(frozen=True)
class Scope:
    """What an account sees: everything, or the rows of its own organisation and of its own communes."""

    user_id: int
    everywhere: bool
    organisation_id: int | None

    def communes(self, query: Select, unit: ColumnElement) -> Select:
        """`query` limited to rows whose commune (`unit`, an id of AdminUnit such as Psu.unit_id) is the account's."""
        return query if self.everywhere else query.where(unit.in_(self.units()))

    def units(self) -> Select:
        """The ids of the account's communes, as a query."""
        return units_given_to(self.user_id)

    def organisation(self, query: Select, organisation: ColumnElement) -> Select:
        """`query` limited to rows of the account's organisation (`organisation`, an id of Organisation)."""
        own = false() if self.organisation_id is None else organisation == self.organisation_id
        return query if self.everywhere else query.where(own)


def units_given_to(user_id: int) -> Select:
    """The ids of an account's communes, as a query."""
    return select(AccountScope.unit_id).where(AccountScope.user_id == user_id)


def scope_of(connection: Connection, user_id: int) -> Scope:
    """The scope of an account; raises LookupError for an unknown one."""
    found = connection.execute(select(User.role, User.organisation_id).where(User.id == user_id)).first()
    if found is None:
        raise LookupError(f"no account with id {user_id}")
    return Scope(user_id, found.role in PROVINCE_WIDE, found.organisation_id)


def units_of(connection: Connection, user_id: int) -> set[int]:
    """The ids of an account's communes."""
    return set(connection.scalars(units_given_to(user_id)))


def communes(connection: Connection, also: Iterable[int] = ()) -> list[tuple[int, str, str]]:
    """Id, code and name of every commune that is valid today, and of those in `also`, by code."""
    today = now().date()
    valid = (AdminUnit.valid_from <= today) & (AdminUnit.valid_to.is_(None) | (AdminUnit.valid_to > today))
    query = select(AdminUnit.id, AdminUnit.code, AdminUnit.name).where(AdminUnit.level == "commune", valid | AdminUnit.id.in_(list(also)))
    return [tuple(row) for row in connection.execute(query.order_by(AdminUnit.code, AdminUnit.valid_from))]


def set_units(connection: Connection, user_id: int, units: Iterable[int]) -> dict[str, list[str]]:
    """Give an account these communes instead of those it has; what was added and removed, by code, for the journal."""
    before, wanted = units_of(connection, user_id), set(units)
    connection.execute(delete(AccountScope).where(AccountScope.user_id == user_id, AccountScope.unit_id.in_(before - wanted)))
    if wanted - before:
        connection.execute(insert(AccountScope), [{"user_id": user_id, "unit_id": unit} for unit in sorted(wanted - before)])
    changes = {"communes_added": wanted - before, "communes_removed": before - wanted}
    return {name: _codes(connection, units) for name, units in changes.items() if units}


def _codes(connection: Connection, units: set[int]) -> list[str]:
    return list(connection.scalars(select(AdminUnit.code).where(AdminUnit.id.in_(units)).order_by(AdminUnit.code)))
