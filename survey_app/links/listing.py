"""Which cases have a link and how far it has come: counted for a wave, listed by page."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from survey_app.answerable import IS_FINAL, IS_REPLACED
from survey_app.links.finding import LIVING, digest_of
from survey_app.links.issuing import HAS_ANSWER, Among
from survey_app.models import AdminUnit, Case, OneTimeLink, Psu, Wave
from survey_app.people.scopes import Scope

# Kinds of wave whose cases are people who can be sent a link.
KINDS = ("household", "leaders")
STATES = {
    "none": "Chưa có đường dẫn", "living": "Chờ trả lời", "used": "Đã trả lời qua đường dẫn", "answered": "Đã trả lời cách khác", "closed": "Không cần trả lời",
}


@dataclass(frozen=True)
class LinkedForm:
    """A case with the state of its link."""

    serial: str
    commune: str | None
    psu: str
    household: int | None
    state: str


def _state() -> ColumnElement[str]:
    used = select(OneTimeLink.id).where(OneTimeLink.case_id == Case.id, OneTimeLink.used_at.is_not(None)).exists()
    living = select(OneTimeLink.id).where(OneTimeLink.case_id == Case.id, *LIVING).exists()
    return case((used, "used"), (HAS_ANSWER, "answered"), (IS_REPLACED | IS_FINAL, "closed"), (living, "living"), else_="none")


def _with_place(*columns: ColumnElement) -> Select:
    query = select(*columns).select_from(Case).join(Psu, Psu.id == Case.psu_id)
    return query.outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)


def waves_with_links(connection: Connection) -> list[Row]:
    """Code, title, kind and state of every wave that may have links, the latest first."""
    query = select(Wave.code, Wave.title, Wave.kind, Wave.state).where(Wave.kind.in_(KINDS))
    return list(connection.execute(query.order_by(Wave.opens_on.desc(), Wave.code)))


def communes_of(connection: Connection, wave_id: int, scope: Scope) -> list[tuple[int, str]]:
    """Id and name of the communes where a wave has cases, by code."""
    query = _with_place(AdminUnit.id, AdminUnit.name, AdminUnit.code).where(Case.wave_id == wave_id, AdminUnit.id.is_not(None))
    return [tuple(row[:2]) for row in connection.execute(scope.communes(query, Psu.unit_id).distinct().order_by(AdminUnit.code))]


def count_states(connection: Connection, wave_id: int, among: Among) -> dict[str, int]:
    """How many of these cases are in each state."""
    query = among.limit(_with_place(_state().label("state")).where(Case.wave_id == wave_id)).subquery()
    found = dict(connection.execute(select(query.c.state, func.count()).group_by(query.c.state)).all())
    return {state: found.get(state, 0) for state in STATES}


def list_forms(connection: Connection, wave_id: int, among: Among, state: str | None, *, most: int, skip: int) -> list[LinkedForm]:
    """These cases by serial, only those in one state if it is given, at most so many after the first so many."""
    own = _state()
    query = among.limit(_with_place(Case.serial, AdminUnit.name, Psu.name, Case.household, own).where(Case.wave_id == wave_id))
    chosen = query.where(own == state) if state else query
    return [LinkedForm(*row) for row in connection.execute(chosen.order_by(Case.serial).limit(most).offset(skip))]


def forms_of_tokens(connection: Connection, wave_id: int, tokens: Collection[str], scope: Scope) -> dict[str, LinkedForm]:
    """The cases that these tokens open now, in the order of their serials; others are left out."""
    by_digest = {digest_of(token): token for token in tokens}
    query = _with_place(OneTimeLink.token_hash, Case.serial, AdminUnit.name, Psu.name, Case.household)
    query = query.join(OneTimeLink, OneTimeLink.case_id == Case.id).where(Case.wave_id == wave_id, OneTimeLink.token_hash.in_(by_digest), *LIVING)
    rows = connection.execute(scope.communes(query, Psu.unit_id).order_by(Case.serial))
    return {by_digest[row[0]]: LinkedForm(*row[1:], "living") for row in rows}
