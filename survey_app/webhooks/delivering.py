"""Sending what is due, once each however many do it at the same time, to several receivers at once, and again after growing pauses."""
from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Row, and_, or_, select, update

from survey_app.database import writing
from survey_app.models import Webhook, WebhookDelivery, now
from survey_app.settings import Settings
from survey_app.webhooks.messages import body_of, headers_of, read_message
from survey_app.webhooks.registry import ask_ping
from survey_app.webhooks.targets import BadTarget, connect, read_target

# After a failed try: 1, 5, 15 minutes, then 1, 3, 6 and 12 hours; after the eighth try, 22 hours after the first, it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
TIMEOUT = 10.0  # seconds to connect, and for each read
DEADLINE = 60.0  # seconds for the whole exchange
AT_ONCE = 8  # receivers
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
    """Send every message that is due at `at` (now unless given); how many were taken by their receivers. One that hangs holds up no other."""
    with engine.connect() as connection:
        receivers = connection.scalars(select(WebhookDelivery.webhook_id).where(is_due(at or now())).distinct().order_by(WebhookDelivery.webhook_id)).all()
    rounds = [_Round(engine, settings, webhook_id, at) for webhook_id in receivers]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    for fault in (one.fault for one in rounds if one.fault):
        raise fault
    return sum(one.taken for one in rounds)


def ping(engine: Engine, settings: Settings, name: str) -> Outcome | None:
    """Send a trial to a webhook now, and keep what came of it; None when no webhook has this name."""
    delivery_id = ask_ping(engine, name, **_in_hand(1))
    return None if delivery_id is None else _deliver(engine, settings, delivery_id)


class _Round(threading.Thread):
    """The due messages of one receiver, one after the other, the oldest first. A daemon: a process that ends waits for no receiver."""

    _running = threading.BoundedSemaphore(AT_ONCE)

    def __init__(self, engine: Engine, settings: Settings, webhook_id: int, at: datetime | None):
        super().__init__(name=f"webhook {webhook_id}", daemon=True)
        self._engine, self._settings, self._webhook_id, self._at = engine, settings, webhook_id, at
        self.taken, self.fault = 0, None

    def run(self) -> None:
        """Send them; a receiver that gives no answer gets the rest in the next round, lest it take an hour."""
        try:
            with self._running:
                self._send_all()
        except BaseException as fault:  # raised again by who waits for the rounds
            self.fault = fault

    def _send_all(self) -> None:
        for delivery_id in self._due():
            if _take(self._engine, delivery_id, self._at):
                outcome = _deliver(self._engine, self._settings, delivery_id)
                self.taken += outcome.taken
                if outcome.status is None:
                    return

    def _due(self) -> Sequence[int]:
        with self._engine.connect() as connection:
            mine = select(WebhookDelivery.id).where(is_due(self._at or now()), WebhookDelivery.webhook_id == self._webhook_id)
            return connection.scalars(mine.order_by(WebhookDelivery.id)).all()


def is_due(moment: datetime) -> ColumnElement[bool]:
    """Whether a message is to be sent at this moment: for a stopped webhook releases wait, a trial does not."""
    running = WebhookDelivery.webhook_id.in_(select(Webhook.id).where(Webhook.active))
    return and_(WebhookDelivery.state == "pending", WebhookDelivery.next_at <= moment, or_(running, WebhookDelivery.event == "ping"))


def _in_hand(attempts: int | ColumnElement[int]) -> dict:
    return {"attempts": attempts, "next_at": now() + IN_HAND, "last_at": now()}


def _take(engine: Engine, delivery_id: int, at: datetime | None) -> bool:
    """Take a due message: its next time moves on, and only who moved it sends it."""
    mine = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id, is_due(at or now())).values(_in_hand(WebhookDelivery.attempts + 1))
    with writing(engine).begin() as connection:
        return bool(connection.execute(mine).rowcount)


def _deliver(engine: Engine, settings: Settings, delivery_id: int) -> Outcome:
    with engine.connect() as connection:
        message = read_message(connection, delivery_id)
    outcome = _send(message, settings)
    _settle(engine, delivery_id, message, outcome)
    return outcome


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


def _settle(engine: Engine, delivery_id: int, message: Row, outcome: Outcome) -> None:
    """Note what came of a try, and when the next is; a trial has one."""
    given_up = not outcome.taken and (message.event == "ping" or message.attempts > len(PAUSES))
    state = "delivered" if outcome.taken else "given_up" if given_up else "pending"
    next_at = now() + PAUSES[message.attempts - 1] if state == "pending" else None
    with writing(engine).begin() as connection:
        connection.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(
            state=state, next_at=next_at, last_status=outcome.status, last_error=(outcome.error or "")[:LONGEST_ERROR] or None))
    log.info("webhook delivery %s: %s after %s tries (status %s)", delivery_id, state, message.attempts, outcome.status)
