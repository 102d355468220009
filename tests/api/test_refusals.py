"""Whatever is refused, and whoever refuses it: one shape, in both languages, as it is written."""
from __future__ import annotations

import json

import pytest

from survey_app.api.refusals import REFUSALS

WAVE = "/api/v1/waves/quay-thu"


@pytest.mark.parametrize(("method", "path", "sent", "status", "error"), [
    ("GET", f"{WAVE}/estimates?level=indx", None, 400, "unknown_value"), ("GET", "/api/v1/waves/khac/estimates", None, 404, "unknown_wave"),
    ("GET", "/api/v1/nothing", None, 404, "not_found"), ("DELETE", "/api/v1/waves", None, 405, "method_not_allowed"),
    ("GET", "/api/khong-co", None, 404, "not_found"), ("POST", "/api/v1/responses", {"code": 1}, 400, "malformed"), ("POST", "/api/v1/responses", None, 415, "not_json"),
])
def test_every_refusal_has_the_same_shape(client, bearer, run, method, path, sent, status, error):
    answer = client.open(path, method=method, headers=bearer("provisional"), **({"json": sent} if sent else {}))
    told = json.loads(answer.text)
    assert (answer.status_code, told["error"]) == (status, error) and list(told)[:4] == ["error", "message", "message_vi", "message_en"]
    assert all(told[name] for name in list(told)[:4]) and "\\u" not in answer.text and answer.headers["Cache-Control"] == "no-store"


def test_every_refusal_is_said_in_both_languages():
    assert all(vi != en and vi[-1] == en[-1] == "." and en.isascii() for _, vi, en in REFUSALS.values())


@pytest.mark.parametrize("query", ["domain=%00", "domain=all&domain=a%00b", "limit=%00"])
def test_a_parameter_with_a_nul_is_refused_by_its_name(client, bearer, run, query):
    answer = client.get(f"{WAVE}/estimates?{query}", headers=bearer("provisional"))
    assert (answer.status_code, answer.json["error"], answer.json["parameter"]) == (400, "bad_parameter", query.partition("=")[0])
    assert client.get(f"{WAVE}/estimates?{query}").status_code == 401
