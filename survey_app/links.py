"""One-time links for leaders and households: issued, revoked, found again by their token, spent by one response."""
from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, insert, select, true, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Case, OneTimeLink, Response, Wave, now

LIVING = (OneTimeLink.revoked_at.is_(None), OneTimeLink.used_at.is_(None))


class LinkRefused(LookupError):
    """Nothing can be done with this link or for this case: `reason` is unknown, revoked, used, closed, answered or none."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Issued:
    """A link just made: the only time its token can be seen."""

    serial: str
    token: str


def path_of(token: str) -> str:
    """The path of a link on this server."""
    return f"/l/{token}"


def issue_links(engine: Engine, wave: str, serial: str | None = None) -> list[Issued]:
    """Make a link for every case of a wave that has none and is not answered, or for one case, whose old link then ends.

    Raises LinkRefused: unknown (wave or serial), closed (the wave), answered (the case asked for).
    """
    with writing(engine).begin() as connection:
        cases = _cases(connection, wave, serial)
        if serial is not None:
            if not cases[0].open:
                raise LinkRefused("answered", f"case {serial} of wave {wave} is answered already")
            _end(connection, Case.id == cases[0].id)
        made = {case.id: Issued(case.serial, secrets.token_urlsafe(16)) for case in cases if case.open and (serial or not case.linked)}
        if made:
            connection.execute(insert(OneTimeLink), [{"case_id": case, "token_hash": _digest(link.token)} for case, link in made.items()])
            record(connection, acting(), "link.issue", wave, {"links": len(made)} | ({"serial": serial} if serial else {}))
    return list(made.values())


def revoke_links(engine: Engine, wave: str, serial: str | None = None) -> int:
    """End the living links of a wave, or of one case; how many there were. Raises LinkRefused: unknown (wave or serial)."""
    with writing(engine).begin() as connection:
        _cases(connection, wave, serial, closed_too=True)
        ended = _end(connection, Case.serial == serial if serial else true(), Case.wave_id == select(Wave.id).where(Wave.code == wave).scalar_subquery())
        if ended:
            record(connection, acting(), "link.revoke", wave, {"links": ended} | ({"serial": serial} if serial else {}))
    return ended


def find_link(connection: Connection, token: str) -> Row:
    """The link of a token: id, case_id, wave (its code), serial. Raises LinkRefused: unknown, revoked, used."""
    query = select(OneTimeLink.id, OneTimeLink.case_id, Wave.code.label("wave"), Case.serial, OneTimeLink.revoked_at, OneTimeLink.used_at)
    found = connection.execute(query.join(Case, Case.id == OneTimeLink.case_id).join(Wave, Wave.id == Case.wave_id).where(OneTimeLink.token_hash == _digest(token))).first()
    if found is None:
        raise LinkRefused("unknown", "no such link")
    if found.revoked_at or found.used_at:
        raise LinkRefused("used" if found.used_at else "revoked", "this link was used" if found.used_at else "this link was revoked")
    return found


def spend_link(connection: Connection, link_id: int) -> None:
    """Mark a link as used, in the transaction that stores its response. Raises LinkRefused: none (no longer living)."""
    if not connection.execute(update(OneTimeLink).where(OneTimeLink.id == link_id, *LIVING).values(used_at=now())).rowcount:
        raise LinkRefused("none", "this link is no longer living")


def _cases(connection: Connection, wave: str, serial: str | None, closed_too: bool = False) -> list[Row]:
    """Id, serial, whether it is open to answers and whether it has a living link, of every case asked for."""
    found = connection.execute(select(Wave.id, Wave.state).where(Wave.code == wave).with_for_update()).first()
    if found is None:
        raise LinkRefused("unknown", f"there is no wave {wave!r}")
    if found.state == "closed" and not closed_too:
        raise LinkRefused("closed", f"wave {wave} is closed")
    query = _case_query().where(Case.wave_id == found.id).order_by(Case.serial)
    cases = list(connection.execute(query if serial is None else query.where(Case.serial == serial)))
    if not cases:
        raise LinkRefused("unknown", f"wave {wave} has no {'cases' if serial is None else f'case {serial!r}'}")
    return cases


def _case_query() -> Select:
    answered = select(Response.id).where(Response.case_id == Case.id, Response.purpose == "original").exists()
    linked = select(OneTimeLink.id).where(OneTimeLink.case_id == Case.id, *LIVING).exists()
    return select(Case.id, Case.serial, (~answered).label("open"), linked.label("linked"))


def _end(connection: Connection, *of_cases: ColumnElement[bool]) -> int:
    ending = update(OneTimeLink).where(OneTimeLink.case_id.in_(select(Case.id).where(*of_cases)), *LIVING)
    return connection.execute(ending.values(revoked_at=now())).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
