"""Structured logs: a line a request with its id, and nothing that says who or what was answered."""
from __future__ import annotations

import io
import json
import logging
from dataclasses import replace

import pytest

from survey_app import create_app, engine
from survey_app.api.tokens import add_token, revoke_token
from survey_app.logs import HEADER, log_as_json
from survey_app.settings import SettingsError, load_settings


@pytest.fixture
def lines():
    """Switches the logs on; reads what was written as JSON. Afterwards they are as they were."""
    root, ours, written = logging.getLogger(), logging.getLogger("survey_app"), io.StringIO()
    before = root.handlers[:], ours.handlers[:], root.level, ours.level
    root.handlers.clear()  # or pytest's own would be closed
    log_as_json("INFO", written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:], ours.handlers[:], root.level, ours.level = before


def test_a_line_names_the_endpoint_and_the_id_of_the_answer(client, desk, lines):
    answer = client.get("/api/v1/waves?colour=red", headers={"Authorization": "Bearer sipas_secret", "User-Agent": "phone"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    [line] = lines()
    assert (line["event"], line["endpoint"], line["method"], line["status"], line["level"]) == ("request", "api.list_waves", "GET", 401, "info")
    assert line["request_id"] == answer.headers[HEADER] and line["ms"] >= 0
    assert not any(word in json.dumps(line) for word in ("203.0.113", "sipas_secret", "colour", "red", "phone"))


def test_a_line_of_the_api_names_the_token_by_its_number_alone(app, client, lines):
    with app.app_context():
        tokens = [add_token(engine(), name, ("released",)) for name in ("cổng dữ liệu", "máy rò rỉ")]
        revoke_token(engine(), "máy rò rỉ")
    for token in tokens:
        client.get("/api/v1/waves", headers={"Authorization": f"Bearer {token}"})
    client.get("/healthz")
    client.get("/api/")
    assert [(line.get("token"), line["status"]) for line in lines()] == [(1, 200), (2, 401), (None, 200)]
    assert not any(word in json.dumps(lines(), ensure_ascii=False) for word in (*tokens, "cổng dữ liệu", "rò rỉ"))


def test_neither_codes_nor_answers_nor_addresses_are_logged(client, desk, lines):
    client.get(f"/k/{desk.code}")
    client.post("/api/v1/responses", json={"submission_id": "x", "code": desk.code, "instrument": "i", "answers": {"2.1.1": "lời riêng"}})
    client.get("/l/ABCDEFGHJ")
    text = json.dumps(lines(), ensure_ascii=False)
    assert "request" in text and desk.code not in text and "lời riêng" not in text and "ABCDEFGHJ" not in text


def test_machines_that_ask_all_day_are_not_logged(client, lines):
    for path in ("/healthz", "/readyz", "/metrics", "/static/app.css"):
        assert client.get(path).headers[HEADER]
    assert lines() == []


def test_a_fault_is_named_by_its_type_and_place_not_its_words(app, lines):
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/hong/<what>")
    def broken(what):
        raise ValueError(f"answer of {what}")
    answer = app.test_client().get("/hong/nguyen-van-a")
    found = lines()
    fault = next(line for line in found if line["event"] == "exception")
    assert answer.status_code == 500 and fault["exception"] == "ValueError" and fault["request_id"] == answer.headers[HEADER]
    assert "nguyen-van-a" not in json.dumps(found) and "answer of" not in json.dumps(found)


@pytest.mark.parametrize(("proxies", "given", "kept"), [(1, "abcdef-0123456789", True), (0, "abcdef-0123456789", False), (1, "short", False), (1, "a" * 65, False), (1, "nguyễn văn", False)])
def test_only_a_trusted_proxy_chooses_the_id(settings, proxies, given, kept):
    client = create_app(replace(settings, trusted_proxies=proxies)).test_client()
    assert (client.get("/healthz", headers={HEADER: given.encode().decode("latin-1")}).headers[HEADER] == given) == kept


def test_an_impossible_level_is_named():
    with pytest.raises(SettingsError, match="SIPAS_LOG_LEVEL"):
        load_settings({"SIPAS_LOG_LEVEL": "loud"})
