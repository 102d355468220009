"""How many responses came by each channel, without reading all of them at each scrape.

Responses are never changed and never deleted, so what was counted once stays right. Only those that have lain for a while are
taken for counted: ids are given out before they are committed, and one may become visible after a higher one.
"""
from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

from sqlalchemy import Connection, func, select

from survey_app.models import Response, now

# Far longer than any transaction that stores responses, an import of thousands included.
SETTLED = timedelta(minutes=15)


class Received:
    """What this process has counted so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()
        self._up_to = 0

    def by_channel(self, connection: Connection) -> dict[str, int]:
        """Responses stored, by channel; the first call reads them all, later ones those that came since."""
        with self._lock:
            settled = _newest_settled(connection)
            if settled < self._up_to:  # another database stands here now, such as an older copy of it
                self._counted, self._up_to = Counter(), 0
            self._counted += _count(connection, self._up_to, settled)
            self._up_to = settled
            return self._counted + _count(connection, settled, None)


def _newest_settled(connection: Connection) -> int:
    query = select(Response.id).where(Response.received_at < now() - SETTLED).order_by(Response.id.desc())
    return connection.scalar(query.limit(1)) or 0


def _count(connection: Connection, after: int, up_to: int | None) -> Counter[str]:
    query = select(Response.channel, func.count()).where(Response.id > after).group_by(Response.channel)
    return Counter(dict(connection.execute(query if up_to is None else query.where(Response.id <= up_to)).all()))
