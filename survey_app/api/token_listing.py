"""What the pages of tokens show: each token's state, and its use by day, by which a leak is seen."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from survey_app.models import ApiToken, ApiTokenUse, now

DAYS = 30
COLUMNS = (ApiToken.id, ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.created_by, ApiToken.expires_at, ApiToken.revoked_at, ApiToken.last_used_at)


def state_of(token: Row) -> str:
    """living, expired or revoked."""
    if token.revoked_at:
        return "revoked"
    return "expired" if token.expires_at and token.expires_at <= now() else "living"


def list_tokens(connection: Connection) -> Sequence[Row]:
    """All tokens by name with their use in the last days; the living ones first."""
    since = datetime.now(UTC).date() - timedelta(days=DAYS - 1)
    used = select(ApiTokenUse.token_id, func.sum(ApiTokenUse.requests).label("requests"), func.sum(ApiTokenUse.refused).label("refused")).where(
        ApiTokenUse.day >= since).group_by(ApiTokenUse.token_id).subquery()
    query = select(*COLUMNS, func.coalesce(used.c.requests, 0).label("requests"), func.coalesce(used.c.refused, 0).label("refused"))
    return connection.execute(query.outerjoin(used, used.c.token_id == ApiToken.id).order_by(ApiToken.revoked_at.is_not(None), ApiToken.name)).all()


def find_token(connection: Connection, token_id: int) -> Row | None:
    """One token."""
    return connection.execute(select(*COLUMNS).where(ApiToken.id == token_id)).first()


def uses_by_day(connection: Connection, token_id: int) -> list[tuple[date, int, int]]:
    """Requests and refused tries of each of the last days (UTC), the oldest first; days without any are there with 0."""
    today = datetime.now(UTC).date()
    query = select(ApiTokenUse.day, ApiTokenUse.requests, ApiTokenUse.refused).where(ApiTokenUse.token_id == token_id, ApiTokenUse.day > today - timedelta(days=DAYS))
    found = {row.day: (row.requests, row.refused) for row in connection.execute(query)}
    days = (today - timedelta(days=back) for back in range(DAYS - 1, -1, -1))
    return [(day, *found.get(day, (0, 0))) for day in days]
