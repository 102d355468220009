"""Issuing links and ending them."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, insert, select, update

from survey_app.answerable import IS_FINAL, IS_REPLACED
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.links.finding import LIVING, LinkRefused, digest_of, new_token
from survey_app.models import AdminUnit, Case, OneTimeLink, Psu, Response, Wave, now
from survey_app.people.scopes import Scope

# Why one case asked for gets no link.
NOT_OPEN = {
    "answered": "is answered already", "replaced": "was replaced by another household", "final": "has a disposition after which nobody can answer for it",
}
HAS_ANSWER = select(Response.id).where(Response.case_id == Case.id, Response.purpose == "original").exists()


@dataclass(frozen=True)
class Issued:
    """A link just made: the only time its token can be seen."""

    serial: str
    token: str


@dataclass(frozen=True)
class Among:
    """Which cases of a wave are meant: one serial, one commune (its id), what an account sees; None: no such limit."""

    serial: str | None = None
    commune: int | None = None
    scope: Scope | None = None

    def limit(self, query: Select) -> Select:
        """A query of cases and their PSUs, limited to these."""
        if self.serial is not None:
            query = query.where(Case.serial == self.serial)
        if self.commune is not None:
            query = query.where(Psu.unit_id == self.commune)
        return self.scope.communes(query, Psu.unit_id) if self.scope else query

    def told(self, connection: Connection) -> dict[str, str]:
        """How the journal says it."""
        commune = connection.scalar(select(AdminUnit.code).where(AdminUnit.id == self.commune)) if self.commune is not None else None
        return {name: value for name, value in (("serial", self.serial), ("commune", commune)) if value}


def issue_links(engine: Engine, wave: str, serial: str | None = None, *, commune: int | None = None, scope: Scope | None = None, most: int | None = None) -> list[Issued]:
    """Make a link for every case of a wave that has none and may still be answered, at most so many; or for one case,
    whose old link then ends.

    Raises LinkRefused: unknown (wave or serial), closed (the wave), answered, replaced or final (the case asked for).
    """
    among = Among(serial, commune, scope)
    with writing(engine).begin() as connection:
        cases = _cases(connection, wave, among)
        if serial is not None:
            _refuse_unless_open(cases[0], wave)
            _end(connection, Case.id == cases[0].id)
        chosen = [case for case in cases if case.open and (serial or not case.linked)][:most]
        made = {case.id: Issued(case.serial, new_token()) for case in chosen}
        if made:
            connection.execute(insert(OneTimeLink), [{"case_id": case, "token_hash": digest_of(link.token)} for case, link in made.items()])
            record(connection, acting(), "link.issue", wave, {"links": len(made)} | among.told(connection))
    return list(made.values())


def revoke_links(engine: Engine, wave: str, serial: str | None = None, *, commune: int | None = None, scope: Scope | None = None) -> int:
    """End the living links of a wave, of a commune or of one case; how many there were. Raises LinkRefused: unknown (wave or serial)."""
    among = Among(serial, commune, scope)
    with writing(engine).begin() as connection:
        _cases(connection, wave, among, closed_too=True)
        of_wave = select(Case.id).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == select(Wave.id).where(Wave.code == wave).scalar_subquery())
        ended = _end(connection, Case.id.in_(among.limit(of_wave)))
        if ended:
            record(connection, acting(), "link.revoke", wave, {"links": ended} | among.told(connection))
    return ended


def _cases(connection: Connection, wave: str, among: Among, closed_too: bool = False) -> list[Row]:
    """Id, serial, whether it is open to answers and whether it has a living link, of every case meant."""
    found = connection.execute(select(Wave.id, Wave.state).where(Wave.code == wave).with_for_update(key_share=True)).first()
    if found is None:
        raise LinkRefused("unknown", f"there is no wave {wave!r}")
    if found.state == "closed" and not closed_too:
        raise LinkRefused("closed", f"wave {wave} is closed")
    cases = list(connection.execute(among.limit(_case_query().where(Case.wave_id == found.id)).order_by(Case.serial)))
    if not cases:
        raise LinkRefused("unknown", f"wave {wave} has no {'such cases' if among.serial is None else f'case {among.serial!r}'}")
    return cases


def _case_query() -> Select:
    linked = select(OneTimeLink.id).where(OneTimeLink.case_id == Case.id, *LIVING).exists()
    columns = HAS_ANSWER.label("answered"), IS_REPLACED.label("replaced"), IS_FINAL.label("final"), linked.label("linked")
    return select(Case.id, Case.serial, (~HAS_ANSWER & ~IS_REPLACED & ~IS_FINAL).label("open"), *columns).join(Psu, Psu.id == Case.psu_id)


def _refuse_unless_open(case: Row, wave: str) -> None:
    reason = next((reason for reason in NOT_OPEN if getattr(case, reason)), None)
    if reason:
        raise LinkRefused(reason, f"case {case.serial} of wave {wave} {NOT_OPEN[reason]}")


def _end(connection: Connection, of_cases: ColumnElement[bool]) -> int:
    ending = update(OneTimeLink).where(OneTimeLink.case_id.in_(select(Case.id).where(of_cases)), *LIVING)
    return connection.execute(ending.values(revoked_at=now())).rowcount
