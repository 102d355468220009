"""POST /api/v1/responses: one receipt however often, and a refusal that names what is wrong."""
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.answers import complete_answers
from sqlalchemy import func, select, update

import forms
from survey_app import engine
from survey_app.models import DeskCode, Paradata, Response, Wave, now

ADDRESS = "/api/v1/responses"


@pytest.fixture
def body(desk) -> dict:
    """A valid submission."""
    answers = complete_answers(forms.load("one_stop_visitor"))
    return {"submission_id": str(uuid4()), "code": desk.code, "instrument": desk.digest, "answers": answers}


def count(app) -> int:
    with app.app_context(), engine().connect() as connection:
        return connection.scalar(select(func.count()).select_from(Response))


def change(app, statement) -> None:
    with app.app_context(), engine().begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("sent", [b"{", b'{"a":"\xff"}', b"9" * 5000, b"[" * 30_000])
def test_what_is_no_json_is_said_to_be_none(client, sent):
    answer = client.post(ADDRESS, data=sent, content_type="application/json")
    assert (answer.status_code, answer.json["field"]) == (400, "body") and "expected" in answer.json["message"]


def test_first_201_then_200_with_the_same_receipt(app, client, body):
    first, again = client.post(ADDRESS, json=body), client.post(ADDRESS, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json and len(first.json["receipt"]) == 9
    assert count(app) == 1


def test_everything_a_phone_may_send_is_kept(app, client, body):
    moment = datetime.now(UTC)
    full = body | {
        "language": "en", "device": "phone", "timings": {"2.1": 12.4}, "sent_at": moment.isoformat(),
        "started_at": (moment - timedelta(minutes=3)).isoformat(), "finished_at": (moment - timedelta(minutes=1)).isoformat(),
    }
    assert client.post(ADDRESS, json=full).status_code == 201
    with app.app_context(), engine().connect() as connection:
        row = connection.execute(select(Response)).one()
        paradata = connection.execute(select(Paradata)).one()
    assert (row.language, json.loads(row.answers)) == ("en", body["answers"])
    assert (paradata.device, paradata.seconds, paradata.timings) == ("phone", 120, {"2.1": 12})


def without(name):
    return lambda body: {key: value for key, value in body.items() if key != name}


def replaced(**values):
    return lambda body: body | values


def answered(**values):
    return lambda body: body | {"answers": body["answers"] | values}


LATER = (datetime.now(UTC) + timedelta(days=2)).isoformat()
REFUSED = {
    "no submission id": (without("submission_id"), 400, "submission_id"),
    "submission id not a UUID": (replaced(submission_id="17"), 400, "submission_id"),
    "no code": (without("code"), 400, "code"),
    "code of a wrong type": (replaced(code=17), 400, "code"),
    "mistyped code": (replaced(code="K7M4PXA22"), 422, "code"),
    "no instrument": (without("instrument"), 400, "instrument"),
    "another instrument": (replaced(instrument="0" * 64), 409, "instrument"),
    "answers as a list": (replaced(answers=[4]), 400, "answers"),
    "an unknown field": (replaced(desk=1), 400, "desk"),
    "an unknown language": (replaced(language="fr"), 400, "language"),
    "a future time": (replaced(finished_at=LATER), 422, "finished_at"),
    "a time without zone": (replaced(finished_at="2026-01-05T10:00:00"), 400, "finished_at"),
    "no time at all": (replaced(started_at="soon"), 400, "started_at"),
    "finished before started": (replaced(started_at="2026-11-01T10:00:00Z", finished_at="2026-11-01T09:00:00Z", sent_at="2026-11-01T10:00:00Z"), 422, "started_at"),
    "timings of a wrong type": (replaced(timings={"a": "b"}), 400, "timings"),
    "a level off the scale": (answered(**{"2.1.1": 6}), 422, "2.1.1"),
    "a level as true": (answered(**{"2.1.1": True}), 422, "2.1.1"),
    "an unknown item": (answered(**{"9.9.9": 4}), 422, "9.9.9"),
    "a non-answer of paper": (answered(**{"2.1.1": "inv"}), 422, "2.1.1"),
    "a nested answer": (answered(**{"2.1.1": {"level": 4}}), 422, "2.1.1"),
}


@pytest.mark.parametrize("oddity", REFUSED)
def test_bad_input_is_refused_and_named(app, client, body, oddity):
    alter, status, named = REFUSED[oddity]
    answer = client.post(ADDRESS, json=alter(body))
    assert answer.status_code == status
    assert answer.json["error"] and answer.json["message"] and answer.json["message_vi"]
    assert named in [answer.json.get("field"), *(problem["item"] for problem in answer.json.get("problems", []))]
    assert count(app) == 0


@pytest.mark.parametrize(("data", "kind", "status"), [
    (b"{", "application/json", 400), (b"[1]", "application/json", 400), (b"{}", "text/plain", 415),
    (b'{"answers": "' + b"x" * 66_000 + b'"}', "application/json", 413), (b"\xff\xfe", "application/json", 400),
    (b"[" * 30_000, "application/json", 400), (b'{"submission_id": NaN}', "application/json", 400),
])
def test_a_body_that_is_no_submission_is_refused(app, client, desk, data, kind, status):
    answer = client.post(ADDRESS, data=data, content_type=kind)
    assert (answer.status_code, count(app)) == (status, 0)
    assert answer.json["message"]


@pytest.mark.parametrize(("alter", "status"), [(lambda: update(DeskCode).values(revoked_at=now()), 410), (lambda: update(Wave).values(state="closed"), 409)])
def test_a_lost_reply_is_repaired_even_after_the_desk_is_gone(app, client, body, alter, status):
    first = client.post(ADDRESS, json=body)
    change(app, alter())
    again, other = client.post(ADDRESS, json=body), client.post(ADDRESS, json=body | {"submission_id": str(uuid4())})
    assert (again.status_code, again.json) == (200, first.json)
    assert other.status_code == status and count(app) == 1


def test_get_says_which_method(client, desk):
    assert client.get(ADDRESS).status_code == 405


def test_an_address_outside_is_limited_but_a_busy_desk_is_not(app, desk, body):
    app.config["RATELIMIT_ENABLED"] = True
    client = app.test_client()
    outside = {"REMOTE_ADDR": "203.0.113.7"}
    statuses = [client.post(ADDRESS, json=body, environ_overrides=outside).status_code for _ in range(301)]
    assert statuses.count(200) == 299 and statuses[-1] == 429
    assert client.post(ADDRESS, json=body, environ_overrides={"REMOTE_ADDR": "203.0.113.8"}).status_code == 200
