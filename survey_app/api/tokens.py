"""Bearer tokens of programs that read results: only a digest is stored; scopes, an end, revoking at once."""
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, request
from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from survey_app import engine
from survey_app.api.networks import network_of
from survey_app.api.refusals import Refusal
from survey_app.api.scopes import INCLUDED
from survey_app.api.uses import uses
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import ApiToken, now
from survey_app.models.people import TOKEN_SCOPES
from survey_app.written import tidy

PREFIX = "sipas_"
USUAL_DAYS = 365
LONGEST_DAYS = 3650
FIND = select(ApiToken.id, ApiToken.scopes, ApiToken.expires_at, ApiToken.revoked_at).where(ApiToken.token_hash == bindparam("token_hash"))
HOW = "send a living token as 'Authorization: Bearer …' (an administrator makes one at /khoa-api/ or with: sipas token add NAME)"


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Bearer:
    """A living token that came with a request."""

    id: int
    scopes: frozenset[str]

    def opens(self, scope: str | None) -> bool:
        """Whether it has this scope, or one that includes it."""
        return scope is None or scope in self.scopes or any(scope in INCLUDED.get(held, ()) for held in self.scopes)

    def require(self, scope: str | None) -> None:
        """Raise Refusal when it does not open this scope; the try is noted."""
        if not self.opens(scope):
            _note(self.id, refused=True)
            had = ", ".join(sorted(self.scopes)) or "none"
            raise Refusal("missing_scope", f"this needs a token with the scope {scope!r}; this one has: {had}", scope=scope)
        _note(self.id)


def _note(token_id: int, *, refused: bool = False) -> None:
    uses().note(token_id, engine(), request.endpoint, network_of(request.remote_addr), refused=refused)


def bearer_of(connection: Connection, header: str) -> Bearer:
    """The living token of an Authorization header; raises Refusal. Tries with a revoked or expired one are noted as such; the log
    line of the request has the number of either (`g.token_id`).
    """
    scheme, _, token = header.partition(" ")
    found = connection.execute(FIND, {"token_hash": digest_of(token.strip())}).first() if scheme.lower() == "bearer" else None
    if found is None:
        raise Refusal("unauthorized", HOW)
    g.token_id = found.id
    if found.revoked_at is not None or (found.expires_at is not None and found.expires_at <= now()):
        _note(found.id, refused=True)
        raise Refusal("unauthorized", f"this token was revoked; {HOW}") if found.revoked_at else Refusal("expired", f"this token ended on {found.expires_at:%Y-%m-%d}; {HOW}")
    return Bearer(found.id, frozenset(found.scopes))


def add_token(database: Engine, name: str, scopes: Collection[str] = TOKEN_SCOPES[:1], days: int | None = USUAL_DAYS) -> str:
    """Make a token that ends after `days` (None: never); this is the only time it can be seen.

    Raises IntegrityError when the name is taken, ValueError for an unknown scope, none, or days that cannot be.
    """
    scopes = [scope for scope in TOKEN_SCOPES if scope in scopes] if set(scopes) <= set(TOKEN_SCOPES) else []
    if not scopes:
        raise ValueError(f"expected one or more of the scopes {', '.join(TOKEN_SCOPES)}")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"expected 1 to {LONGEST_DAYS} days, got {days}")
    name = tidy(name)
    token, ends = PREFIX + secrets.token_urlsafe(32), _end_of(days)
    with writing(database).begin() as connection:
        connection.execute(insert(ApiToken), {
            "name": name, "token_hash": digest_of(token), "scopes": scopes, "expires_at": ends, "created_by": acting()[:60]})
        record(connection, acting(), "token.add", name, {"scopes": scopes, "expires": ends and ends.date().isoformat()})
    return token


def _end_of(days: int | None) -> datetime | None:
    return None if days is None else now() + timedelta(days=days)


def revoke_token(database: Engine, name: str) -> bool:
    """End a token; False when no live token has this name."""
    with writing(database).begin() as connection:
        statement = update(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
        revoked = bool(connection.execute(statement).rowcount)
        if revoked:
            record(connection, acting(), "token.revoke", name)
        return revoked
