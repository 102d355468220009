"""However many deliver at the same time, and whenever one dies: a message is sent once. The same on both databases."""
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from survey_app.database import writing
from survey_app.models import Webhook, WebhookDelivery, now
from survey_app.webhooks import delivering
from survey_app.webhooks.delivering import deliver_due

LATER = timedelta(days=2)


def test_what_was_taken_is_not_sent_again(told, receiver, private):
    deliver_due(told.engine, private)
    assert deliver_due(told.engine, private, now() + LATER) == 0 and len(receiver.came) == 1


def test_two_deliverers_at_once_send_it_once(told, receiver, private):
    with writing(told.engine).begin() as connection:
        for number in range(2, 7):
            connection.execute(Webhook.__table__.insert(), {"name": f"máy {number}", "url": f"{receiver.url}&{number}", "salt": "s", "active": True, "created_by": "t", "created_at": now()})
            connection.execute(WebhookDelivery.__table__.insert(), {"webhook_id": number, "release_id": told.release_id, "state": "pending", "attempts": 0, "next_at": now()})
    ready = threading.Barrier(2)

    def one(_):
        ready.wait()
        return deliver_due(told.engine, private)
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(one, range(2))) == 6
    assert len({path for path, *_ in receiver.came}) == len(receiver.came) == 6


def test_who_died_with_a_message_in_hand_leaves_it_to_the_next(told, receiver, private, monkeypatch):
    monkeypatch.setattr(delivering, "_send", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        deliver_due(told.engine, private)
    monkeypatch.undo()
    assert deliver_due(told.engine, private) == 0  # still in the dead one's hand
    assert deliver_due(told.engine, private, now() + delivering.IN_HAND + timedelta(seconds=1)) == 1 and len(receiver.came) == 1
