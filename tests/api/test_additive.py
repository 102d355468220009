"""The API only grows: whatever `openapi.json` in this folder promised is still there.

After an addition keep it too, so that it can no longer go: `.venv/bin/python -m tests.api.baseline` (it refuses to keep
a document that takes something away).
"""
from __future__ import annotations

from copy import deepcopy

import pytest

from survey_app.api.openapi import document
from tests.api.baseline import broken, kept, promises

RENEW = "keep what was added: .venv/bin/python -m tests.api.baseline"
ESTIMATES = "/waves/{code}/estimates"


def test_every_promise_is_kept():
    assert broken(kept(), document()) == []


def test_what_was_added_is_promised_too():
    assert sorted(promises(document()).keys() - promises(kept()).keys()) == [], RENEW


def fields(spec: dict, row: str = "EstimatesRow") -> dict:
    return spec["components"]["schemas"][row]["properties"]


def estimates(spec: dict) -> dict:
    return spec["paths"][ESTIMATES]["get"]


def parameter(spec: dict, name: str) -> dict:
    return next(one for one in estimates(spec)["parameters"] if one["name"] == name)


BREAKS = {
    "a path": lambda spec: spec["paths"].pop(f"{ESTIMATES}.csv"),
    "a parameter": lambda spec: estimates(spec)["parameters"].remove(parameter(spec, "level")),
    "a field": lambda spec: fields(spec).pop("hi_logit"),
    "a field called as prose is": lambda spec: fields(spec, "WaveAlone").pop("title"),
    "a type": lambda spec: fields(spec)["n"].update(type="string"),
    "a number that may be missing now": lambda spec: fields(spec)["max_score"].update(type=["number", "null"]),
    "a field that is no longer always there": lambda spec: spec["components"]["schemas"]["EstimatesRow"]["required"].remove("score"),
    "a value": lambda spec: fields(spec)["flag"]["enum"].remove("few_psus"),
    "a scope": lambda spec: spec["components"]["securitySchemes"]["token"]["x-scopes"].pop("metrics"),
    "the scope that opens": lambda spec: estimates(spec).update({"x-scope": "provisional", "security": [{"token": ["provisional"]}]}),
    "a column": lambda spec: estimates(spec)["responses"]["200"]["content"]["text/csv"]["schema"]["x-columns"].remove("lo"),
    "a status": lambda spec: estimates(spec)["responses"].pop("304"),
    "a smaller page": lambda spec: parameter(spec, "limit")["schema"].update(maximum=10),
    "a new duty of a query": lambda spec: estimates(spec)["parameters"].append({"name": "year", "in": "query", "required": True, "schema": {"type": "integer"}}),
    "a parameter that became a duty": lambda spec: parameter(spec, "level").update(required=True),
    "a new duty of a sender": lambda spec: spec["components"]["schemas"]["Submission"]["required"].append("device"),
    "a limit where there was none": lambda spec: parameter(spec, "domain")["schema"]["items"].update(enum=["all"]),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_breach_would_be_seen(what):
    spec = deepcopy(document())
    BREAKS[what](spec)
    assert broken(document(), spec)


GROWS = {
    "a path": lambda spec: spec["paths"].update({"/new/{code}": {"get": {"parameters": [{"name": "code", "in": "path", "required": True}, {"name": "q", "in": "query", "required": True}]}}}),
    "a parameter": lambda spec: estimates(spec)["parameters"].insert(0, {"name": "year", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 2000}}),
    "a field": lambda spec: fields(spec).update(new={"type": "string", "enum": ["a"]}),
    "a value": lambda spec: fields(spec)["flag"]["enum"].insert(0, "new"),
    "a larger page": lambda spec: parameter(spec, "limit")["schema"].update(maximum=20_000),
    "better words": lambda spec: (fields(spec)["n"].update(description="Khác"), spec["info"].update(title="Khác")),
    "less asked of senders": lambda spec: spec["components"]["schemas"]["Submission"]["required"].remove("instrument"),
}


@pytest.mark.parametrize("what", GROWS)
def test_growing_breaks_nothing(what):
    spec = deepcopy(document())
    GROWS[what](spec)
    assert broken(document(), spec) == []
