"""Correcting what is of record: a superseding response with a reason; the old one stays."""
from __future__ import annotations

import json
from html import unescape

import pytest
from sqlalchemy import func, select

from survey_app.channels.paper.correcting import Correction, correct, past_corrections, read_recorded
from survey_app.channels.paper.keys import fields_by_code
from survey_app.channels.paper.notation import encode
from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.sheets import find_sheet
from survey_app.intake import Submission, submit
from survey_app.models import JournalEntry, Response
from survey_app.sampling.casework import settle
from tests.paper.fielded import DAY

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signs(paper, **changed: str) -> dict[str, str]:
    """The whole sheet as typed; `changed` by code, dots as underscores."""
    fields = fields_by_code(paper.wave.instrument)
    typed = {code: encode(fields[code], answer) for code, answer in paper.answers().items()}
    return typed | {name.strip("_").replace("_", "."): value for name, value in changed.items()}


def record_first(paper) -> None:
    paper.key("nhap-01")
    paper.key("nhap-02")


def recorded(paper, who: str = "giam-sat"):
    with paper.engine.connect() as connection:
        return read_recorded(connection, paper.wave, paper.serials[0], paper.people[who])


def mend(paper, who: str = "giam-sat", of: int | None = None, day: str = DAY.isoformat(), reason: str = "đối chiếu phiếu giấy", **changed: str):
    found = of or recorded(paper).response_id
    return correct(paper.engine, paper.wave, paper.serials[0], Correction(found, signs(paper, **changed), day, reason), paper.people[who])


def refusal(action) -> str:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.reason


def test_the_new_response_supersedes_the_old_which_stays(paper):
    record_first(paper)
    before = recorded(paper)
    sheet, changed = mend(paper, _1_1_1="1", _1_1_2="")
    after = recorded(paper)
    assert (sheet.serial, changed) == (paper.serials[0], 2)
    assert after.answers == {code: answer for code, answer in before.answers.items() if code != "1.1.2"} | {"1.1.1": 1}
    with paper.engine.connect() as connection:
        old, new = connection.execute(select(Response.id, Response.supersedes_id, Response.answers).where(Response.purpose == "original").order_by(Response.id)).all()
    assert (old.id, json.loads(old.answers), new.supersedes_id) == (before.response_id, paper.answers(), old.id)


@one_database
def test_the_journal_has_who_why_and_which_fields_and_no_answer(paper):
    record_first(paper)
    mend(paper, _1_1_1="1")
    with paper.engine.connect() as connection:
        entry = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "sheet.correct")).one()
        past = past_corrections(connection, find_sheet(connection, paper.wave, paper.serials[0], paper.people["giam-sat"]))
    assert entry.subject == f"ho-thu/{paper.serials[0]}" and json.loads(entry.details) == {"differs": 1, "fields": ["1.1.1"], "reason": "đối chiếu phiếu giấy"}
    assert [(one.reason, one.fields) for one in past] == [("đối chiếu phiếu giấy", ("1.1.1",))]


@one_database
def test_a_correction_can_be_corrected_and_settles_the_case_anew(paper):
    record_first(paper)
    mend(paper, _1_1_1="1")
    mend(paper, _1_1_1="2")
    assert recorded(paper).answers["1.1.1"] == 2
    assert settle(paper.engine, paper.wave.code) == 1  # the one of record, not those that it supersedes
    with paper.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Response).where(Response.purpose == "original")) == 3


@one_database
def test_the_day_alone_can_be_corrected(paper):
    record_first(paper)
    assert mend(paper, day="2025-08-03")[1] == 1 and recorded(paper).answered_on.day == 3


@one_database
@pytest.mark.parametrize(("how", "why"), [
    ({}, "unchanged"), ({"_1_1_1": "1", "reason": " "}, "no_reason"), ({"_1_1_1": "6"}, "invalid"), ({"_1_1_1": "1", "day": "2024-01-01"}, "outside"),
    ({"_1_1_1": "1", "day": "2999-01-01"}, "outside"), ({"_1_1_1": "1", "of": 1}, "corrected"), ({"_1_1_1": "1", "who": "nhap-01"}, "own_keying"),
])
def test_what_is_refused_leaves_everything_as_it_was(paper, how, why):
    record_first(paper)
    before = recorded(paper)
    assert refusal(lambda: mend(paper, **how)) == why
    assert recorded(paper) == before


def test_two_people_correcting_at_once_do_not_overwrite_each_other(paper):
    record_first(paper)
    seen = recorded(paper).response_id
    mend(paper, of=seen, _1_1_1="1")
    assert refusal(lambda: mend(paper, "nhap-03", of=seen, _1_1_1="2")) == "corrected"
    assert recorded(paper).answers["1.1.1"] == 1


@one_database
def test_before_it_is_of_record_or_when_it_came_by_link_there_is_nothing_to_correct(paper):
    assert refusal(lambda: recorded(paper)) == "not_recorded"
    paper.key("nhap-01")
    assert refusal(lambda: recorded(paper)) == "not_recorded"
    with paper.engine.connect() as connection:
        case_id = find_sheet(connection, paper.wave, paper.serials[1], paper.people["giam-sat"]).case_id
    answers = paper.answers() | {"C": [option.value for option in paper.wave.instrument.items["C"].options[:5]]}
    submit(paper.engine, paper.wave, Submission("123e4567-e89b-42d3-a456-426614174000", answers, DAY, case_id=case_id), channel="link")
    with paper.engine.connect() as connection:
        assert refusal(lambda: read_recorded(connection, paper.wave, paper.serials[1], paper.people["giam-sat"])) == "online"


HOME = "/nhap-phieu/ho-thu/sua/"


def test_the_pages_lead_from_the_serial_to_the_corrected_sheet(web, as_person):
    record_first(web)
    client, serial = as_person("giam-sat"), web.serials[0]
    assert client.post(HOME, data={"serial": serial.lstrip("0")}).location == HOME + serial
    page = unescape(client.get(HOME + serial).text)
    assert 'name="1.1.1" value="4"' in page and "4 – Hài lòng" in page
    data = signs(web, _1_1_1="1") | {"of": str(recorded(web).response_id), "answered_on": DAY.isoformat(), "reason": "đối chiếu"}
    assert "Đã sửa 1 ô của phiếu" in unescape(client.post(HOME + serial, data=data, follow_redirects=True).text)
    assert "đối chiếu" in unescape(client.get(HOME + serial).text)
    again = client.post(HOME + serial, data=data)
    assert again.status_code == 422 and "vừa được người khác sửa" in unescape(again.text)


def test_a_mistake_is_shown_at_its_field_and_what_was_typed_stays(web, as_person):
    record_first(web)
    data = signs(web, _1_1_1="6") | {"of": str(recorded(web).response_id), "answered_on": DAY.isoformat(), "reason": "đối chiếu"}
    answered = as_person("giam-sat").post(HOME + web.serials[0], data=data)
    page = unescape(answered.text)
    assert answered.status_code == 422 and 'name="1.1.1" value="6"' in page and 'href="#f-1.1.1"' in page and 'value="đối chiếu"' in page
    empty = as_person("giam-sat").post(HOME + web.serials[0], data={})
    assert empty.status_code == 422


@pytest.mark.parametrize("typed", ["", "999", "000017"])
def test_a_serial_that_leads_nowhere_is_explained(web, as_person, typed):
    answered = as_person("giam-sat").post(HOME, data={"serial": typed})
    assert answered.status_code == 422 and "error-summary" in answered.text


def test_surveyors_have_no_such_page(web, as_person):
    record_first(web)
    client = as_person("nhap-03")
    for answered in (client.get(HOME), client.post(HOME), client.get(HOME + web.serials[0]), client.post(HOME + web.serials[0])):
        assert answered.status_code == 403
