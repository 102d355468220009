"""How often each token is used: counted in memory and written every few seconds, so that reading writes nothing.

The trade-off: a process that is killed loses what it counted since the last writing (at most WRITE_EVERY seconds), and
"last use" on the page is that much late. One that ends politely writes what it has.
"""
from __future__ import annotations

import logging
import threading
from collections import defaultdict
from datetime import UTC, date, datetime
from multiprocessing.util import Finalize

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, bindparam, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from survey_app.database import writing
from survey_app.models import ApiToken, ApiTokenUse

WRITE_EVERY = 10.0  # seconds
log = logging.getLogger(__name__)


def _upsert(dialect):
    statement = dialect.insert(ApiTokenUse)
    counted = {name: ApiTokenUse.__table__.c[name] + statement.excluded[name] for name in ("requests", "refused")}
    return statement.on_conflict_do_update(index_elements=["token_id", "day"], set_=counted)


ADD = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
SET_LAST = update(ApiToken).where(ApiToken.id == bindparam("token"), or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < bindparam("at"))).values(last_used_at=bindparam("at"))


class Uses:
    """The uses that this process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
        self._last: dict[int, datetime] = {}
        self._engine: Engine | None = None
        self._timer: threading.Timer | None = None

    def note(self, token_id: int, engine: Engine, *, refused: bool = False) -> None:
        """Count one request; the first since the last writing sets the clock of the next."""
        moment = datetime.now(UTC)
        with self._lock:
            self._engine = engine
            self._counts[token_id, moment.date()][refused] += 1
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
            self._counts, self._last, self._timer = defaultdict(lambda: [0, 0]), {}, None
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
            for key, (requests, refused) in counts.items():
                self._counts[key][0] += requests
                self._counts[key][1] += refused
            self._last = last | self._last


def _add(connection: Connection, counts: dict, last: dict) -> None:
    connection.execute(ADD[connection.dialect.name], [
        {"token_id": token, "day": day, "requests": requests, "refused": refused} for (token, day), (requests, refused) in sorted(counts.items())])
    if last:
        connection.execute(SET_LAST, [{"token": token, "at": moment} for token, moment in sorted(last.items())])


def uses() -> Uses:
    """Those of the running application."""
    return current_app.extensions["sipas.token_uses"]


def init_app(app: Flask) -> None:
    """Give the application its counter, written once more when the process ends (`atexit` does not run in a server's workers)."""
    app.extensions["sipas.token_uses"] = counting = Uses()
    Finalize(None, counting.write, exitpriority=10)
