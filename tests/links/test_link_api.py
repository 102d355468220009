"""What the offline queue sends by a link: stored once, refused in words, never taken for a desk's."""
from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from survey_app.codes import new_code
from survey_app.database import writing
from survey_app.links import issue_links, revoke_links
from survey_app.models import OneTimeLink, Response, Wave
from tests.guards import drop_guards
from tests.links.conftest import Letter, stored


@pytest.fixture
def body(linked, letter) -> dict:
    """A form as the script sends it."""
    return {"submission_id": str(uuid.uuid4()), "link": linked.token, "instrument": linked.wave.instrument.digest, "answers": letter.answers, "finished_at": "2025-08-01T10:00:00+07:00", "sent_at": "2025-08-01T10:00:00+07:00"}


def post(client, body: dict):
    return client.post("/api/v1/responses", json=body)


def test_a_form_by_a_link_is_stored_once_and_uses_it(client, linked, body):
    first, again = post(client, body), post(client, body)
    assert (first.status_code, again.status_code) == (201, 200) and first.json == again.json
    with linked.engine.connect() as connection:
        assert connection.execute(select(Response.channel, Response.case_id)).one() == ("link", linked.case_id)
        assert connection.scalar(select(OneTimeLink.used_at))


def test_the_page_and_the_queue_give_the_same_receipt_for_the_same_form(client, letter, body):
    receipt = post(client, body).json["receipt"]
    assert receipt in letter.get().text.replace("-", "")


def test_another_form_by_a_used_link_is_refused(client, linked, body):
    post(client, body)
    late = post(client, body | {"submission_id": str(uuid.uuid4())})
    assert (late.status_code, late.json["error"]) == (409, "used") and "đã được gửi rồi" in late.json["message_vi"]
    assert len(stored(linked.engine, linked.case_id)) == 1


@pytest.mark.parametrize(("link", "status", "error"), [("abc", 422, "mistyped"), (new_code(20), 404, "unknown")], ids=["mistyped", "unknown"])
def test_a_link_that_leads_nowhere(client, body, link, status, error):
    answer = post(client, body | {"link": link})
    assert (answer.status_code, answer.json["error"], answer.json["field"]) == (status, error, "link") and "Một cửa" not in answer.json["message_vi"]


def test_a_revoked_link_and_then_the_new_one(client, linked, body):
    revoke_links(linked.engine, linked.wave.code)
    refused = post(client, body)
    assert (refused.status_code, refused.json["error"]) == (410, "revoked") and "thư mới nhất" in refused.json["message_vi"]
    (new,) = issue_links(linked.engine, linked.wave.code)
    assert post(client, body | {"link": new.token}).status_code == 201


def test_a_form_answered_in_time_may_come_after_the_last_day_but_not_after_the_wave_was_closed(client, linked, body):
    def change(**values):
        with writing(linked.engine).begin() as connection:
            drop_guards(connection, "wave")
            connection.execute(update(Wave).values(**values))
    change(state="closed")
    assert post(client, body).json["error"] == "closed"
    change(state="open")
    assert post(client, body | {"instrument": "other"}).json["error"] == "other_instrument"


@pytest.mark.parametrize("change", [{"code": "K7M4PXA2Y"}, {"link": ""}])
def test_a_form_belongs_to_a_desk_or_a_link(client, body, change):
    answer = post(client, body | change)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_a_form_that_belongs_nowhere_names_the_field(client, body):
    del body["link"]
    assert post(client, body).json["field"] == "code"


def test_an_answer_that_is_missing_is_named(client, body):
    answer = post(client, body | {"answers": {}})
    assert answer.status_code == 422 and answer.json["problems"][0]["item"] == "A1.1"


def test_what_the_queue_sent_ends_the_page_without_script_too(client, linked, letter, body):
    letter.answer(until=3)
    post(client, body)
    assert letter.post(4).status_code == 410 and "Phiếu này đã được gửi" in Letter(client, linked).get().text
