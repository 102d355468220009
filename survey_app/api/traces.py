"""What a token read and from which networks, as the pages and commands tell it: a network that was not there before stands out."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from survey_app.api.catalogue import CATALOGUE
from survey_app.api.openapi import RELEASE_DOCUMENT
from survey_app.api.uses import OTHER
from survey_app.models import ApiTokenTrace
from survey_app.models.people import TRACE_DAYS

NEW_DAYS = 7
# endpoint -> what it gives, for people
WORDS = {
    **{f"api.list_{one.name}": one.vi for one in CATALOGUE}, **{f"api.csv_of_{one.name}": f"{one.vi} (tệp CSV)" for one in CATALOGUE},
    "api.read_release": RELEASE_DOCUMENT[1], "metrics.show": "Chỉ số vận hành",
}


@dataclass(frozen=True)
class Seen:
    """A network (or a resource) that a token was used from (for), in the days that are kept; first and last: days (UTC).

    new: it came within the last NEW_DAYS, and the token had been used before. Of OTHER, which is many networks, nothing is known.
    """

    name: str
    first: date
    last: date
    requests: int
    refused: int
    new: bool


def traced_since() -> date:
    """The first day of which traces are told."""
    return datetime.now(UTC).date() - timedelta(days=TRACE_DAYS - 1)


def networks(connection: Connection, token_id: int) -> list[Seen]:
    """The networks of a token, the newest first."""
    return sorted(_seen(connection, token_id, ApiTokenTrace.network), key=lambda one: (one.first, one.last, one.name), reverse=True)


def resources(connection: Connection, token_id: int) -> list[Seen]:
    """What a token was used for, most first; names are endpoints, as in the log."""
    return sorted(_seen(connection, token_id, ApiTokenTrace.resource), key=lambda one: (-one.requests, -one.refused, one.name))


def _seen(connection: Connection, token_id: int, by) -> list[Seen]:
    numbers = func.min(ApiTokenTrace.day), func.max(ApiTokenTrace.day), func.sum(ApiTokenTrace.requests), func.sum(ApiTokenTrace.refused)
    query = select(by, *numbers).where(ApiTokenTrace.token_id == token_id, ApiTokenTrace.day >= traced_since()).group_by(by)
    rows = connection.execute(query).all()
    began = min((row[1] for row in rows), default=None)
    recent = datetime.now(UTC).date() - timedelta(days=NEW_DAYS)
    return [Seen(*row, new=began < row[1] > recent and row[0] != OTHER) for row in rows]


def networks_by_day(connection: Connection, token_id: int) -> dict[date, list[str]]:
    """The networks of each day."""
    query = select(ApiTokenTrace.day, ApiTokenTrace.network).where(ApiTokenTrace.token_id == token_id, ApiTokenTrace.day >= traced_since()).distinct()
    found: dict[date, list[str]] = {}
    for day, network in connection.execute(query.order_by(ApiTokenTrace.day, ApiTokenTrace.network)):
        found.setdefault(day, []).append(network)
    return found


def traces(connection: Connection, token_id: int) -> Sequence[Row]:
    """Every count of a token that is kept: day, resource, network, requests, refused."""
    columns = ApiTokenTrace.day, ApiTokenTrace.resource, ApiTokenTrace.network, ApiTokenTrace.requests, ApiTokenTrace.refused
    return connection.execute(select(*columns).where(ApiTokenTrace.token_id == token_id, ApiTokenTrace.day >= traced_since()).order_by(*columns[:3])).all()
