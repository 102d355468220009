"""What stands behind the token of a link, and why nothing can be answered there."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.answerable import why_closed
from survey_app.codes import new_code, read_code
from survey_app.fielded import FieldedWave, find_wave
from survey_app.models import Case, OneTimeLink, Response, Wave

# 20 signs of 23 are 90 random bits; the twenty-first checks them, for a link may have to be typed from a letter.
TOKEN_LENGTH = 20
LIVING = (OneTimeLink.revoked_at.is_(None), OneTimeLink.used_at.is_(None))


@dataclass(frozen=True)
class LinkedCase:
    """The case a link belongs to. `title` is its wave's; `token` is never written anywhere."""

    id: int
    case_id: int
    serial: str
    token: str
    title: str
    wave: FieldedWave


class LinkRefused(LookupError):
    """Nothing can be done with this link or for this case.

    `reason`: mistyped, unknown, revoked, used, answered (in another way), replaced, final, closed, none. `linked` is the
    case where there is one, `receipt` that of the response which used the link up.
    """

    def __init__(self, reason: str, message: str, linked: LinkedCase | None = None, receipt: str = ""):
        super().__init__(message)
        self.reason, self.linked, self.receipt = reason, linked, receipt


def new_token() -> str:
    """A token that can be typed."""
    return new_code(TOKEN_LENGTH)


def read_token(typed: str) -> str | None:
    """The token that somebody typed; None when it cannot be one."""
    return read_code(typed, TOKEN_LENGTH)


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def path_of(token: str) -> str:
    """The path of a link on this server."""
    return f"/l/{token}"


def find_link(connection: Connection, typed: str) -> LinkedCase:
    """The case that a link opens. Raises LinkRefused; that the days of the wave are over is not looked at here."""
    token = read_token(typed)
    if token is None:
        raise LinkRefused("mistyped", "this link is mistyped (its check character does not fit)")
    query = select(OneTimeLink.id, OneTimeLink.case_id, OneTimeLink.revoked_at, OneTimeLink.used_at, Case.serial, Wave.code, Wave.title)
    found = connection.execute(query.join(Case, Case.id == OneTimeLink.case_id).join(Wave).where(OneTimeLink.token_hash == digest_of(token))).first()
    if found is None:
        raise LinkRefused("unknown", "no such link")
    linked = LinkedCase(found.id, found.case_id, found.serial, token, found.title, find_wave(connection, found.code))
    _refuse_ended(connection, found, linked)
    return linked


def _refuse_ended(connection: Connection, link: Row, linked: LinkedCase) -> None:
    receipt = connection.scalar(select(Response.receipt).where(Response.case_id == linked.case_id, Response.purpose == "original").limit(1))
    if link.used_at:
        raise LinkRefused("used", "this link was used", linked, receipt or "")
    if receipt:
        raise LinkRefused("answered", "this case was answered in another way", linked)
    if closed := why_closed(connection, linked.case_id):
        raise LinkRefused(closed.reason, closed.message, linked)
    if link.revoked_at:
        raise LinkRefused("revoked", "this link was revoked", linked)
    if linked.wave.state != "open":
        raise LinkRefused("closed", f"wave {linked.wave.code} is {linked.wave.state}, not open", linked)
