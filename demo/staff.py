"""The demo's people at work: accounts of invented offices, named by what they do."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from survey_app.login.passwords import new_password
from survey_app.models import Organisation, User
from survey_app.people.accounts import Profile, create_account
from survey_app.people.organisations import add_organisation
from survey_app.people.scopes import communes

DEPARTMENT, POST_OFFICE = "so-noi-vu", "buu-dien"
ORGANISATIONS = {DEPARTMENT: ("Sở Nội vụ tỉnh Hoa Lau", "so_noi_vu"), POST_OFFICE: ("Bưu điện tỉnh Hoa Lau", "buu_dien")}


@dataclass(frozen=True)
class Member:
    """An account: its role, the words beside its name, its office."""

    role: str
    title: str
    organisation: str | None = None


PLANNER, SUPERVISOR, SURVEYORS = "demo-so-noi-vu", "demo-giam-sat", ("demo-buu-dien-1", "demo-buu-dien-2")
STAFF = {
    PLANNER: Member("department", "Cán bộ phụ trách", DEPARTMENT),
    "demo-lanh-dao": Member("department", "Lãnh đạo Sở", DEPARTMENT),
    "demo-quan-tri": Member("administrator", "Quản trị hệ thống"),
    SUPERVISOR: Member("supervisor", "Giám sát viên bưu điện", POST_OFFICE),
    SURVEYORS[0]: Member("surveyor", "Điều tra viên thứ nhất", POST_OFFICE),
    SURVEYORS[1]: Member("surveyor", "Điều tra viên thứ hai", POST_OFFICE),
    "demo-kiem-toan": Member("auditor", "Kiểm toán viên"),
}
LOGINS = {username: member.role for username, member in STAFF.items()}


def add_staff(engine: Engine) -> None:
    """Make the offices and accounts that are missing; each works in every commune of today, where its role asks for communes."""
    with engine.connect() as connection:
        offices, known = _offices(connection), set(connection.scalars(select(User.username)))
        units = frozenset(unit for unit, *_ in communes(connection))
    for code, (name, kind) in ORGANISATIONS.items():
        if code not in offices:
            offices[code] = add_organisation(engine, code, name, kind)
    for username, member in STAFF.items():
        if username not in known:
            create_account(engine, username, new_password(), Profile(member.role, member.title, offices.get(member.organisation), units))


def _offices(connection: Connection) -> dict[str, int]:
    return dict(connection.execute(select(Organisation.code, Organisation.id)).all())


def staff_ids(connection: Connection) -> dict[str, int]:
    """The ids of the demo's accounts by name."""
    return dict(connection.execute(select(User.username, User.id).where(User.username.in_(STAFF))).all())
