"""Sending what is due, once each however many do it at the same time, and again after growing pauses."""
from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, select, update

from survey_app.database import writing
from survey_app.models import Webhook, WebhookDelivery, now
from survey_app.settings import Settings
from survey_app.webhooks.messages import body_of, headers_of, read_message
from survey_app.webhooks.targets import BadTarget, connect, read_target

# After a failed try: 1, 5, 15 minutes, then 1, 3, 6 and 12 hours; after the eighth try, 22 hours after the first, it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
TIMEOUT = 10.0  # seconds to connect, and for each read
DEADLINE = 60.0  # seconds for the whole exchange
# Whoever takes a message has it for so long; a process that dies meanwhile leaves it to the next.
IN_HAND = timedelta(minutes=2)
LONGEST_ERROR = 300
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What came of a try: the receiver's status, or what went wrong before there was one."""

    status: int | None = None
    error: str | None = None

    @property
    def taken(self) -> bool:
        """Any 2xx. A redirect is none: it could lead anywhere."""
        return self.status is not None and 200 <= self.status < 300


def deliver_due(engine: Engine, settings: Settings, at: datetime | None = None) -> int:
    """Send every message that is due at `at` (now unless given); how many were taken by their receivers."""
    taken, tried = 0, set()
    while (found := _take(engine, at, tried)) is not None:
        tried.add(found)
        with engine.connect() as connection:
            message = read_message(connection, found)
        outcome = _send(message, settings)
        _settle(engine, found, message.attempts, outcome)
        taken += outcome.taken
    return taken


def _take(engine: Engine, at: datetime | None, tried: set[int]) -> int | None:
    """Take one due message: its next time moves on, and only who moved it sends it."""
    moment = at or now()
    due = select(WebhookDelivery.id, WebhookDelivery.attempts).join(Webhook, Webhook.id == WebhookDelivery.webhook_id).where(
        WebhookDelivery.state == "pending", WebhookDelivery.next_at <= moment, Webhook.active, WebhookDelivery.id.not_in(tried)).order_by(WebhookDelivery.next_at).limit(20)
    with engine.connect() as connection:
        waiting = connection.execute(due).all()
    for delivery_id, attempts in waiting:
        with writing(engine).begin() as connection:
            mine = update(WebhookDelivery).where(
                WebhookDelivery.id == delivery_id, WebhookDelivery.state == "pending", WebhookDelivery.attempts == attempts, WebhookDelivery.next_at <= moment)
            if connection.execute(mine.values(attempts=attempts + 1, next_at=now() + IN_HAND, last_at=now())).rowcount:
                return delivery_id
    return None


def _send(message: Row, settings: Settings) -> Outcome:
    body = body_of(message, settings)
    try:
        target = read_target(message.url, private=settings.webhook_private)
        with closing(connect(target, private=settings.webhook_private, timeout=TIMEOUT)) as connection, _ended_after(DEADLINE, connection):
            connection.request("POST", target.path, body, headers_of(message, settings, body, int(time.time())))
            return Outcome(connection.getresponse().status)
    except BadTarget as refused:
        return Outcome(error=str(refused))
    except (OSError, http.client.HTTPException, ValueError) as fault:  # ValueError: a name that no look-up takes
        return Outcome(error=f"{type(fault).__name__}: {fault}")


@contextmanager
def _ended_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Cut a connection whose other side answers a letter at a time: no single read would ever be late."""
    timer = threading.Timer(seconds, lambda: connection.sock and connection.sock.shutdown(socket.SHUT_RDWR))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _settle(engine: Engine, delivery_id: int, attempts: int, outcome: Outcome) -> None:
    """Note what came of a try, and when the next is."""
    given_up = not outcome.taken and attempts > len(PAUSES)
    state = "delivered" if outcome.taken else "given_up" if given_up else "pending"
    next_at = now() + PAUSES[attempts - 1] if state == "pending" else None
    with writing(engine).begin() as connection:
        connection.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(
            state=state, next_at=next_at, last_status=outcome.status, last_error=(outcome.error or "")[:LONGEST_ERROR] or None))
    log.info("webhook delivery %s: %s after %s tries (status %s)", delivery_id, state, attempts, outcome.status)
