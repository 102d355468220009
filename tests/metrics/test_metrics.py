"""/metrics: what stands in it, who may read it, and that several processes count together."""
from __future__ import annotations

import urllib.request
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

import forms
from survey_app import create_app
from survey_app import engine as app_engine
from survey_app.api.tokens import add_token
from survey_app.models import Run, SchedulerLease, Webhook, WebhookDelivery, now
from tests.answers import complete_answers
from tests.api.stored import add, store_release, store_run
from tests.fielding import field_desk
from tests.servers import start_server, stop_server


def read(text: str) -> dict[tuple, float]:
    """Samples by name and labels."""
    return {(sample.name, *sample.labels.values()): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}


@pytest.fixture
def running(settings, database_url):
    """An application on a database of each kind, in its context."""
    app = create_app(replace(settings, database_url=database_url))
    with app.app_context():
        yield app
        app_engine().dispose()


def test_what_the_database_knows(running):
    desk, moment = field_desk(app_engine()), now()
    with app_engine().begin() as connection:
        run = store_run(connection, desk.wave_id)
        add(connection, Run, wave_id=desk.wave_id, state="failed", asked_by="t", reason="r")
        add(connection, Run, wave_id=desk.wave_id, state="succeeded", asked_by="t", input_digest="d", started_at=moment - timedelta(seconds=90), finished_at=moment - timedelta(seconds=30))
        release = store_release(connection, desk.wave_id, run)
        webhook = add(connection, Webhook, name="w", url="https://a.example", salt="s", created_by="t")
        connection.execute(insert(WebhookDelivery).values(webhook_id=webhook, release_id=release, next_at=moment - timedelta(minutes=5)))
        connection.execute(insert(SchedulerLease).values(id=1, holder="h", expires_at=moment + timedelta(seconds=20)))
    body = {"submission_id": str(uuid4()), "code": desk.code, "instrument": desk.digest, "answers": complete_answers(forms.load("one_stop_visitor"))}
    assert running.test_client().post("/api/v1/responses", json=body).status_code == 201
    found = read(running.test_client().get("/metrics").text)
    assert (found["sipas_responses_total", "phone"], found["sipas_responses_total", "paper"]) == (1, 0)
    assert (found["sipas_runs", "succeeded"], found["sipas_runs", "failed"], found["sipas_runs", "running"]) == (2, 1, 0)
    assert found["sipas_last_run_duration_seconds", "quay-thu"] == pytest.approx(60) and 30 <= found["sipas_last_run_age_seconds", "quay-thu"] < 90
    assert found["sipas_webhook_deliveries", "pending"] == 1 and 300 <= found["sipas_webhook_late_seconds",] < 400
    assert -60 < found["sipas_scheduler_lease_seconds",] <= 20 and found["sipas_keyed_sheets_total", "first"] == 0


def test_an_empty_installation_has_every_state_at_nothing(client):
    found = read(client.get("/metrics").text)
    assert found["sipas_responses_total", "link"] == 0 and ("sipas_scheduler_lease_seconds",) not in found


def test_refusals_and_durations_are_counted_by_template_only(client, desk):
    refused = ("sipas_refused_total", "mistyped")
    before = read(client.get("/metrics").text)
    client.post("/api/v1/responses", json={"submission_id": str(uuid4()), "code": "K7M4PXA22", "instrument": "x", "answers": {}})
    client.get(f"/k/{desk.code}")
    client.get("/api/v1/waves/bi-mat/estimates")
    client.open("/api/v1/waves", method="ANYTHING")
    text = client.get("/metrics").text
    after = read(text)
    assert after[refused] - before.get(refused, 0) == 1
    assert after["sipas_request_duration_seconds_count", "api.receive", "POST", "4xx"] >= 1 and after["sipas_request_duration_seconds_count", "none", "ANY", "4xx"] >= 1
    assert desk.code not in text and "bi-mat" not in text and "ANYTHING" not in text


@pytest.mark.parametrize("elsewhere", [{"environ_base": {"REMOTE_ADDR": "10.0.0.8"}}, {"headers": {"X-Forwarded-For": "203.0.113.5"}}, {"headers": {"Forwarded": "for=203.0.113.5"}}, {"headers": {"Via": "1.1 cong"}},
                                       {"headers": {"Host": "sipas.example"}}, {"headers": {"Host": "["}}])
def test_from_elsewhere_only_with_a_token_of_its_own_scope(app, client, elsewhere):
    assert client.get("/metrics", **elsewhere).status_code == 401
    with app.app_context():
        tokens = {scope: add_token(app_engine(), scope, [scope]) for scope in ("metrics", "fieldwork")}
    for scope, status in (("metrics", 200), ("fieldwork", 403)):
        given = elsewhere | {"headers": elsewhere.get("headers", {}) | {"Authorization": f"Bearer {tokens[scope]}"}}
        assert client.get("/metrics", **given).status_code == status


@pytest.mark.parametrize("installed", [{"trusted_proxies": 1}, {"public_url": "https://sipas.hoa-lau.example"}, {"public_url": "http://sipas.hoa-lau.example"}, {"public_url": "http://["}])
def test_behind_a_proxy_nobody_is_taken_for_this_machine(settings, installed):
    """nginx as it comes passes on neither who asked nor for which name: exactly the request of a program on the machine."""
    app = create_app(replace(settings, **installed))
    with app.app_context():
        token = add_token(app_engine(), "prometheus", ["metrics"])
    asked = {"base_url": "http://127.0.0.1:8000", "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    assert app.test_client().get("/metrics", **asked).status_code == 401
    assert app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"}, **asked).status_code == 200


def test_what_waits_for_a_stopped_webhook_is_not_late_and_a_trial_is_no_release(running):
    desk, moment = field_desk(app_engine()), now()
    with app_engine().begin() as connection:
        release = store_release(connection, desk.wave_id, store_run(connection, desk.wave_id))
        webhook = add(connection, Webhook, name="w", url="https://a.example", salt="s", active=False, created_by="t")
        add(connection, WebhookDelivery, webhook_id=webhook, release_id=release, next_at=moment - timedelta(days=9))
        add(connection, WebhookDelivery, webhook_id=webhook, event="ping", state="given_up", next_at=None)
    found = read(running.test_client().get("/metrics").text)
    assert (found["sipas_webhook_late_seconds",], found["sipas_webhook_deliveries", "pending"], found["sipas_webhook_deliveries", "given_up"]) == (0, 1, 0)


def test_several_server_processes_count_together(sqlite_url, tmp_path):
    server = start_server(sqlite_url, tmp_path / "var", workers=2)
    try:
        for _ in range(40):  # new connections, so that both workers get some
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{server.url}/api/v1/waves", timeout=5)
        with urllib.request.urlopen(f"{server.url}/metrics", timeout=5) as answer:
            found = read(answer.read().decode())
    finally:
        stop_server(server)
    assert found["sipas_refused_total", "unauthorized"] == 40 == found["sipas_request_duration_seconds_count", "api.list_waves", "GET", "4xx"]
