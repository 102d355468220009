"""A release is told once, signed, and again until it is taken or given up."""
from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from survey_app.api.examples import SIGNATURE
from survey_app.database import writing
from survey_app.models import Release, Webhook, WebhookDelivery, now
from survey_app.webhooks import delivering, enqueue
from survey_app.webhooks.chore import deliver
from survey_app.webhooks.delivering import PAUSES, deliver_due
from survey_app.webhooks.registry import add_webhook, set_active, try_again
from survey_app.webhooks.signing import secret_of, signature
from tests.api.stored import store_release

LATER = timedelta(days=2)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # test_once.py runs on both


def state_of(told):
    with told.engine.connect() as connection:
        return connection.execute(select(WebhookDelivery.__table__)).one()


def test_a_release_is_told_with_a_signature_that_the_documented_check_accepts(told, receiver, private):
    assert deliver_due(told.engine, private) == 1
    [(path, headers, body)] = receiver.came
    message = json.loads(body)
    assert (path, message["event"], message["wave"], message["number"], message["digest"], message["corrects"]) == ("/sipas?from=hoa-lau", "release", "quay-thu", 1, f"{1:064d}", None)
    assert message["url"].endswith("/api/v1/waves/quay-thu/releases/1") and message["id"] == headers["X-Sipas-Delivery"]
    documented: dict = {}
    exec(SIGNATURE, documented)  # the very text that the documentation page shows
    secret = secret_of(private.secret_key, told.salt)
    assert documented["is_genuine"](secret, headers["X-Sipas-Signature"], body)
    assert not documented["is_genuine"](secret, headers["X-Sipas-Signature"], body + b" ")
    assert not documented["is_genuine"](secret_of("another key of this installation", told.salt), headers["X-Sipas-Signature"], body)
    for header in ("", "t", "t=,v1=", "t=x,v1=y", "v1=é", signature(secret, int(time.time()) - 301, body)):  # the last: sent again by who overheard it
        assert not documented["is_genuine"](secret, header, body)
    row = state_of(told)
    assert (row.state, row.attempts, row.last_status, row.next_at) == ("delivered", 1, 204, None)


def test_a_failure_is_tried_again_later_with_the_same_id_and_body(told, receiver, private):
    receiver.answers = [(500, {})]
    assert deliver_due(told.engine, private) == 0
    row = state_of(told)
    assert (row.state, row.attempts, row.last_status) == ("pending", 1, 500) and abs(row.next_at - now() - PAUSES[0]) < timedelta(seconds=30)
    assert deliver_due(told.engine, private) == 0 and len(receiver.came) == 1  # not before its time
    assert deliver_due(told.engine, private, now() + LATER) == 1
    (_, first, body), (_, second, again) = receiver.came
    assert body == again and first["X-Sipas-Delivery"] == second["X-Sipas-Delivery"]


def test_after_a_day_of_failures_it_is_given_up_and_can_be_started_again(told, receiver, private):
    receiver.answers = [(503, {})] * 20
    for _ in range(len(PAUSES) + 3):
        deliver_due(told.engine, private, now() + LATER)
    row = state_of(told)
    assert (row.state, row.attempts, row.next_at, len(receiver.came)) == ("given_up", 8, None, 8)
    assert timedelta(hours=20) < sum(PAUSES, timedelta()) < timedelta(hours=26) and list(PAUSES) == sorted(PAUSES)
    receiver.answers = []
    assert try_again(told.engine, told.webhook_id, row.id) and not try_again(told.engine, told.webhook_id, row.id)
    assert deliver_due(told.engine, private) == 1


def test_a_redirect_is_not_followed(told, receiver, private):
    receiver.answers = [(302, {"Location": receiver.url})]
    assert deliver_due(told.engine, private) == 0
    assert (len(receiver.came), state_of(told).last_status) == (1, 302)


def test_a_receiver_that_is_not_there_is_named(told, private):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    with writing(told.engine).begin() as connection:
        connection.execute(update(Webhook).values(url=f"http://127.0.0.1:{closed}/"))
    assert deliver_due(told.engine, private) == 0
    assert "ConnectionRefusedError" in state_of(told).last_error


def test_a_receiver_that_answers_a_letter_at_a_time_is_cut_off(told, private, monkeypatch):
    monkeypatch.setattr(delivering, "DEADLINE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        def drip():
            connection, _ = slow.accept()
            with connection:
                for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
                    time.sleep(0.05)
                    try:
                        connection.send(bytes([letter]))
                    except OSError:
                        return
        threading.Thread(target=drip, daemon=True).start()
        with writing(told.engine).begin() as connection:
            connection.execute(update(Webhook).values(url=f"http://127.0.0.1:{slow.getsockname()[1]}/"))
        assert deliver_due(told.engine, private) == 0
    assert state_of(told).state == "pending" and state_of(told).last_error


def test_a_name_that_no_look_up_takes_does_not_keep_others_waiting(told, private, monkeypatch):
    def refuse(*_args, **_named):
        raise UnicodeError("label too long")
    monkeypatch.setattr(delivering, "connect", refuse)
    assert deliver_due(told.engine, private) == 0
    assert state_of(told).state == "pending" and "label too long" in state_of(told).last_error


def test_an_address_that_became_forbidden_is_not_reached(told, receiver, private):
    assert deliver_due(told.engine, replace(private, webhook_private=False)) == 0
    assert not receiver.came and "SIPAS_WEBHOOK_PRIVATE" in state_of(told).last_error


def release_again(told, number: int) -> None:
    """Another release of the same wave, for everybody who is told of releases."""
    with writing(told.engine).begin() as connection:
        run_id, wave_id = connection.execute(select(Release.run_id, Release.wave_id).limit(1)).one()
        assert enqueue(connection, store_release(connection, wave_id, run_id, number)) == 1


def numbers(receiver) -> list[int]:
    return [json.loads(body)["number"] for *_, body in receiver.came]


def test_for_a_stopped_webhook_every_release_waits(told, receiver, private):
    assert set_active(told.engine, "cổng dữ liệu", active=False)
    release_again(told, 2)
    assert deliver_due(told.engine, private, now() + LATER) == 0 and not receiver.came
    assert set_active(told.engine, "cổng dữ liệu", active=True) and deliver_due(told.engine, private) == 2
    assert numbers(receiver) == [1, 2]


def test_a_release_that_is_tried_again_holds_up_no_later_one(told, receiver, private):
    receiver.answers = [(500, {})]
    release_again(told, 2)
    assert deliver_due(told.engine, private) == 1 and deliver_due(told.engine, private, now() + LATER) == 1
    assert numbers(receiver) == [1, 2, 1]


def test_who_gives_no_answer_is_asked_once_a_round(told, private, monkeypatch):
    release_again(told, 2)
    monkeypatch.setattr(delivering, "_send", lambda *_: delivering.Outcome(error="TimeoutError: timed out"))
    assert deliver_due(told.engine, private) == 0
    with told.engine.connect() as connection:
        assert connection.scalars(select(WebhookDelivery.attempts).order_by(WebhookDelivery.id)).all() == [1, 0]


def test_a_receiver_that_hangs_holds_up_no_other(told, receiver, private, monkeypatch):
    """The one registered first answers only when the other has got its message."""
    heard = threading.Event()
    add_webhook(told.engine, "máy khác", receiver.url.replace("/sipas", "/khac"), private=True)
    with writing(told.engine).begin() as connection:
        connection.execute(WebhookDelivery.__table__.insert(), {"webhook_id": 2, "release_id": told.release_id})
    send, order = delivering._send, []

    def hang(message, settings):
        if message.name == "máy khác":
            outcome = send(message, settings)
            order.append(message.name)
            heard.set()
            return outcome
        heard.wait(20)
        order.append(message.name)
        return send(message, settings)
    monkeypatch.setattr(delivering, "_send", hang)
    assert deliver_due(told.engine, private) == 2 and order == ["máy khác", "cổng dữ liệu"]


def test_the_chore_waits_without_a_secret(told, receiver, private, caplog):
    deliver(told.engine, replace(private, secret_key=None))
    assert not receiver.came and "SECRET_KEY" in caplog.text
    deliver(told.engine, private)
    assert len(receiver.came) == 1


def test_two_webhooks_have_different_secrets(told, private):
    other = add_webhook(told.engine, "máy khác", "https://khac.example/x", private=False)
    assert secret_of(private.secret_key, told.salt) != secret_of(private.secret_key, other.salt)
