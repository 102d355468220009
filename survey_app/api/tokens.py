"""Bearer tokens of programs that read results: only a digest is stored, use is noted, revoking is at once."""
from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import wraps

from flask import request
from sqlalchemy import Engine, insert, or_, select, update

from survey_app import engine
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import ApiToken, now

PREFIX = "sipas_"
NOTE_USE_EVERY = timedelta(minutes=1)


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_token(engine: Engine, name: str) -> str:
    """Make a token; this is the only time it can be seen. Raises IntegrityError when the name is taken."""
    token = PREFIX + secrets.token_urlsafe(32)
    with writing(engine).begin() as connection:
        connection.execute(insert(ApiToken), {"name": name, "token_hash": digest_of(token)})
        record(connection, acting(), "token.add", name)
    return token


def revoke_token(engine: Engine, name: str) -> bool:
    """End a token; False when no live token has this name."""
    with writing(engine).begin() as connection:
        statement = update(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
        revoked = bool(connection.execute(statement).rowcount)
        if revoked:
            record(connection, acting(), "token.revoke", name)
        return revoked


def is_valid(engine: Engine, token: str) -> bool:
    """Whether a token lives; its last use is noted at most once a minute."""
    with engine.connect() as connection:
        found = connection.scalar(select(ApiToken.id).where(ApiToken.token_hash == digest_of(token), ApiToken.revoked_at.is_(None)))
        stale = found and connection.scalar(select(ApiToken.id).where(
            ApiToken.id == found, or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < now() - NOTE_USE_EVERY)))
    if stale:
        with writing(engine).begin() as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == found).values(last_used_at=now()))
    return found is not None


def token_required(view):
    """Let a view answer only to a living token."""
    @wraps(view)
    def guarded(*args, **kwargs):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not is_valid(engine(), token.strip()):
            message = "send a living token as 'Authorization: Bearer …' (make one with: sipas token add NAME)"
            return {"error": "unauthorized", "message": message}, 401, {"WWW-Authenticate": "Bearer"}
        return view(*args, **kwargs)
    return guarded
