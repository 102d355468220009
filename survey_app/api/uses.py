"""How each token is used: counted in memory and written every few seconds, so that reading writes nothing.

The trade-off: a process that is killed loses what it counted since the last writing (at most WRITE_EVERY seconds), and
"last use" on the page is that much late. One that ends politely writes what it has.
"""
from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from multiprocessing.util import Finalize
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from survey_app.database import writing
from survey_app.models import ApiToken, ApiTokenTrace, ApiTokenUse

WRITE_EVERY = 10.0  # seconds
MOST_NETWORKS = 20  # of a token and a day that are counted apart: whoever has many addresses must not fill the table
MOST_HELD = 2000  # counts in memory between two writings, for the same reason
OTHER = "other"
log = logging.getLogger(__name__)


class Place(NamedTuple):
    """What a use is counted under: which token, on which day (UTC), what it read, and from which network."""

    token_id: int
    day: date
    resource: str
    network: str


def _upsert(dialect, table):
    statement = dialect.insert(table)
    counted = {name: table.__table__.c[name] + statement.excluded[name] for name in ("requests", "refused")}
    return statement.on_conflict_do_update(index_elements=table.__table__.primary_key.columns.keys(), set_=counted)


ADD = {name: {table: _upsert(dialect, table) for table in (ApiTokenUse, ApiTokenTrace)} for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
SET_LAST = update(ApiToken).where(ApiToken.id == bindparam("token"), or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < bindparam("at"))).values(last_used_at=bindparam("at"))
KNOWN = select(ApiTokenTrace.network).where(ApiTokenTrace.token_id == bindparam("token"), ApiTokenTrace.day == bindparam("day")).distinct()


def _nothing() -> defaultdict[Place, list[int]]:
    """No counts yet; each is a pair: answered, refused."""
    return defaultdict(lambda: [0, 0])


class Uses:
    """The uses that this process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = _nothing()
        self._last: dict[int, datetime] = {}
        self._engine: Engine | None = None
        self._timer: threading.Timer | None = None

    def note(self, token_id: int, engine: Engine, resource: str, network: str, *, refused: bool = False) -> None:
        """Count one request; the first since the last writing sets the clock of the next."""
        moment = datetime.now(UTC)
        place = Place(token_id, moment.date(), resource, network)
        with self._lock:
            self._engine = engine
            self._counts[place if place in self._counts or len(self._counts) < MOST_HELD else place._replace(network=OTHER)][refused] += 1
            if not refused:
                self._last[token_id] = moment
            if self._timer is None:
                self._timer = threading.Timer(WRITE_EVERY, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Add what was counted to the database; what cannot be written now is kept for the next time."""
        with self._lock:
            counts, last, engine = self._counts, self._last, self._engine
            self._counts, self._last, self._timer = _nothing(), {}, None
        if not counts:
            return
        try:
            with writing(engine).begin() as connection:
                _add(connection, counts, last)
        except SQLAlchemyError as fault:
            log.error("uses of tokens could not be written (%s); kept for later", type(fault).__name__)
            self._keep(counts, last)

    def _keep(self, counts: dict, last: dict) -> None:
        with self._lock:
            for place, (requests, refused) in counts.items():
                self._counts[place][0] += requests
                self._counts[place][1] += refused
            self._last = last | self._last


def _add(connection: Connection, counts: dict[Place, list[int]], last: dict) -> None:
    days, traces = _nothing(), _nothing()
    for place, numbers in zip(_bounded(connection, counts), counts.values(), strict=True):
        for sums, key in ((days, place[:2]), (traces, place)):
            sums[key] = [a + b for a, b in zip(sums[key], numbers, strict=True)]
    add = ADD[connection.dialect.name]
    for table, sums in ((ApiTokenUse, days), (ApiTokenTrace, traces)):
        connection.execute(add[table], [dict(zip((*Place._fields[:len(key)], "requests", "refused"), (*key, *sums[key]), strict=True)) for key in sorted(sums)])
    if last:
        connection.execute(SET_LAST, [{"token": token, "at": moment} for token, moment in sorted(last.items())])


def _bounded(connection: Connection, places: dict[Place, list[int]]) -> Iterator[Place]:
    """The same places; the networks of a token and a day beyond MOST_NETWORKS as OTHER."""
    known: dict[tuple, set[str]] = {}
    for place in places:
        token, day, _, network = place
        if (token, day) not in known:
            known[token, day] = set(connection.scalars(KNOWN, {"token": token, "day": day})) - {OTHER}
        seen = known[token, day]
        if network not in seen and len(seen) < MOST_NETWORKS and network != OTHER:
            seen.add(network)
        yield place if network in seen else place._replace(network=OTHER)


def uses() -> Uses:
    """Those of the running application."""
    return current_app.extensions["sipas.token_uses"]


def init_app(app: Flask) -> None:
    """Give the application its counter, written once more when the process ends (`atexit` does not run in a server's workers)."""
    app.extensions["sipas.token_uses"] = counting = Uses()
    Finalize(None, counting.write, exitpriority=10)
