"""Messages are as the contract says, and are known by an id of their own; a trial is one of them."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import delete, inspect, select
from sqlalchemy.exc import IntegrityError

from survey_app.api.openapi import document
from survey_app.database import writing
from survey_app.migrate import current_revision, newest_revision, upgrade
from survey_app.models import WebhookDelivery, now
from survey_app.webhooks import delivering, enqueue
from survey_app.webhooks.delivering import deliver_due, ping
from survey_app.webhooks.registry import list_webhooks, set_active
from tests.guards import drop_guards, triggers_of
from tests.storage.test_upgrading import move

NAME = "cổng dữ liệu"
BEFORE_MESSAGES = "b95e7c13d402"
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ids(receiver) -> list[str]:
    return [headers["X-Sipas-Delivery"] for _, headers, _ in receiver.came]


def assert_as_described(came: tuple) -> dict:
    """What came is what the contract says of its event; the body."""
    _, headers, body = came
    message = json.loads(body)
    described = document()["webhooks"][message["event"]]["post"]
    [name] = [media["schema"]["$ref"].rpartition("/")[2] for media in described["requestBody"]["content"].values()]
    schema = document()["components"]["schemas"][name]
    Draft202012Validator(schema | {"additionalProperties": False}).validate(message)
    for header in described["parameters"]:
        Draft202012Validator(header["schema"]).validate(headers[header["name"]])
    assert (headers["X-Sipas-Event"], headers["X-Sipas-Delivery"]) == (message["event"], message["id"])
    return message


@sqlite
def test_a_release_and_a_trial_are_told_as_the_contract_says(told, receiver, private):
    deliver_due(told.engine, private)
    ping(told.engine, private, NAME)
    release, trial = map(assert_as_described, receiver.came)
    assert (release["event"], trial["event"], trial["webhook"], trial["url"]) == ("release", "ping", NAME, f"{private.public_url}/api/v1/waves")


@sqlite
def test_an_id_stays_when_the_installation_gets_another_address(told, receiver, private):
    receiver.answers = [(500, {})]
    deliver_due(told.engine, private)
    deliver_due(told.engine, replace(private, public_url="https://khac.example"), now() + timedelta(days=1))
    first, second = ids(receiver)
    assert first == second


@sqlite
def test_a_restored_copy_gives_no_id_a_second_time(told, receiver, private):
    """As a copy of before would: the row is gone, and the next one gets its number again."""
    deliver_due(told.engine, private)
    with writing(told.engine).begin() as connection:
        drop_guards(connection, "webhook_delivery")
        connection.execute(delete(WebhookDelivery))
        enqueue(connection, told.release_id)
        assert connection.scalars(select(WebhookDelivery.id)).all() == [1]
    deliver_due(told.engine, private)
    first, second = ids(receiver)
    assert first != second


def test_a_trial_is_sent_once_and_recorded(told, receiver, private):
    """On both databases: of a webhook that is stopped, whose release waits meanwhile."""
    set_active(told.engine, NAME, active=False)
    receiver.answers = [(404, {})]
    assert (ping(told.engine, private, NAME).status, ping(told.engine, private, NAME).taken, ping(told.engine, private, "khác")) == (404, True, None)
    assert deliver_due(told.engine, private, now() + timedelta(days=2)) == 0 and len(set(ids(receiver))) == len(receiver.came) == 2
    with told.engine.connect() as connection:
        assert connection.execute(select(WebhookDelivery.event, WebhookDelivery.state, WebhookDelivery.attempts).order_by(WebhookDelivery.id)).all() == [
            ("release", "pending", 0), ("ping", "given_up", 1), ("ping", "delivered", 1)]
        [row] = list_webhooks(connection)
    assert (row.pending, row.given_up, row.delivered) == (1, 0, 0)  # trials are not counted


@sqlite
def test_a_trial_whose_sender_died_is_sent_by_the_next(told, receiver, private, monkeypatch):
    set_active(told.engine, NAME, active=False)
    monkeypatch.setattr(delivering, "_send", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        ping(told.engine, private, NAME)
    monkeypatch.undo()
    assert deliver_due(told.engine, private) == 0 and deliver_due(told.engine, private, now() + 2 * delivering.IN_HAND) == 1


def test_a_message_on_its_way_keeps_its_id_when_the_database_is_upgraded(told, receiver, private, monkeypatch):
    """The earlier id was made of the address of the installation and the number of the row: uuid5 of "ADDRESS/webhook-delivery/1" among addresses."""
    monkeypatch.setenv("SIPAS_PUBLIC_URL", "https://sipas.hoa-lau.example")
    with told.engine.connect() as connection:
        guards = triggers_of(connection, "webhook_delivery")
    move(told.engine, BEFORE_MESSAGES)
    upgrade(told.engine)
    with told.engine.connect() as connection:
        [row] = connection.execute(select(WebhookDelivery.__table__)).all()
        due = next(index for index in inspect(connection).get_indexes("webhook_delivery") if index["name"] == "ix_webhook_delivery_due")
        assert triggers_of(connection, "webhook_delivery") == guards != set()
    assert (row.event, row.state, row.release_id, row.message_id) == ("release", "pending", told.release_id, "29affa01-1e7c-5d3b-b3e0-96c18c248518")
    assert any("pending" in str(option) for option in due["dialect_options"].values())


def test_a_database_that_knows_of_trials_is_not_brought_back(told, receiver, private):
    ping(told.engine, private, NAME)
    with pytest.raises(IntegrityError, match="release_id"):
        move(told.engine, BEFORE_MESSAGES)
    with told.engine.connect() as connection:
        assert connection.scalars(select(WebhookDelivery.event).order_by(WebhookDelivery.id)).all() == ["release", "ping"]
        assert current_revision(connection) == newest_revision()
