"""The only writer: one response however often it is sent, all or nothing, and nothing outside the wave."""
import json
import threading
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.answers import complete_answers
from tests.fielding import field_desk, field_household
from sqlalchemy import func, select, update

from survey_app.codes import check_character, read_code
from survey_app.database import writing
from survey_app.fielded import NotFielded, find_desk
from survey_app.intake import Rejected, Submission, already_stored, submit, submit_many
from survey_app.models import DeskCode, Paradata, Response, Wave, now

DAY = date(2026, 1, 15)


@pytest.fixture
def wave_desk(engine):
    """The desk as the code finds it."""
    fielded = field_desk(engine)
    with engine.connect() as connection:
        return find_desk(connection, fielded.code)


def submission(desk, **changes) -> Submission:
    """A valid submission of a desk."""
    return Submission(**({"submission_id": str(uuid4()), "answers": complete_answers(desk.wave.instrument), "answered_on": DAY, "desk_id": desk.id, "device": "phone"} | changes))


def count(engine, table=Response) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_response_is_stored_with_a_receipt(engine, wave_desk):
    sent = submission(wave_desk, seconds=95, device="phone")
    receipt = submit(engine, wave_desk.wave, sent, channel="phone")
    assert receipt.is_new and read_code(receipt.code) == receipt.code
    with engine.connect() as connection:
        row = connection.execute(select(Response)).one()
        assert json.loads(row.answers) == sent.answers
        assert (row.answered_on, row.channel, row.service_point_id, row.case_id) == (DAY, "phone", wave_desk.id, None)
        assert connection.execute(select(Paradata.seconds, Paradata.device)).one() == (95, "phone")


def test_the_same_submission_twice_is_one_response_even_with_other_answers(engine, wave_desk):
    first = submission(wave_desk)
    changed = replace(first, answers=first.answers | {"2.1.1": 1})
    a, b = (submit(engine, wave_desk.wave, sent, channel="phone") for sent in (first, changed))
    assert (a.code, a.is_new, b.is_new) == (b.code, True, False)
    assert count(engine) == count(engine, Paradata) == 1


def test_eight_threads_sending_the_same_get_one_receipt(engine, wave_desk):
    sent, receipts = submission(wave_desk), []
    threads = [threading.Thread(target=lambda: receipts.append(submit(engine, wave_desk.wave, sent, channel="phone"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8 and len({receipt.code for receipt in receipts}) == 1
    assert sum(receipt.is_new for receipt in receipts) == 1 == count(engine)


def test_many_are_stored_all_or_none(engine, wave_desk):
    good, bad = submission(wave_desk), submission(wave_desk, answers=complete_answers(wave_desk.wave.instrument) | {"2.1.1": 6})
    with pytest.raises(Rejected) as refused:
        submit_many(engine, wave_desk.wave, [good, bad], channel="phone")
    assert refused.value.reason == "invalid" and [problem.item for problem in refused.value.problems] == ["2.1.1"]
    assert count(engine) == 0
    assert len(submit_many(engine, wave_desk.wave, [good, submission(wave_desk)], channel="phone")) == 2 == count(engine)


def test_a_closed_wave_takes_nothing_new_but_knows_what_it_has(engine, wave_desk):
    stored = submission(wave_desk)
    first = submit(engine, wave_desk.wave, stored, channel="phone")
    closed = replace(wave_desk.wave, state="closed")
    with pytest.raises(Rejected, match="closed"):
        submit(engine, closed, submission(wave_desk), channel="phone")
    assert submit(engine, closed, stored, channel="phone").code == first.code
    assert already_stored(engine, stored.submission_id).code == first.code
    assert already_stored(engine, str(uuid4())) is None


def test_a_day_before_the_wave_is_refused(engine, wave_desk):
    with pytest.raises(Rejected) as refused:
        submit(engine, wave_desk.wave, submission(wave_desk, answered_on=wave_desk.wave.opens_on - timedelta(days=1)), channel="phone")
    assert refused.value.reason == "outside"


def test_an_id_used_at_another_desk_is_refused(engine, wave_desk):
    sent = submission(wave_desk)
    submit(engine, wave_desk.wave, sent, channel="phone")
    elsewhere = replace(wave_desk.wave, id=wave_desk.wave.id + 1)
    with pytest.raises(Rejected) as refused:
        submit(engine, elsewhere, sent, channel="phone")
    assert refused.value.reason == "reused"


def test_a_wave_that_was_closed_since_it_was_looked_at_takes_nothing(engine, wave_desk):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    with pytest.raises(Rejected, match="closed meanwhile") as refused:
        submit(engine, wave_desk.wave, submission(wave_desk), channel="phone")
    assert refused.value.reason == "closed"


@pytest.mark.parametrize(("change", "reason"), [("revoked", "revoked"), ("closed", "closed"), ("unknown", "unknown"), ("mistyped", "mistyped")])
def test_a_desk_that_cannot_be_found_says_why(engine, change, reason):
    fielded = field_desk(engine)
    last = "2" if fielded.code[-1] != "2" else "3"
    code = {"mistyped": fielded.code[:-1] + last, "unknown": "22222222" + check_character("22222222")}.get(change, fielded.code)
    with writing(engine).begin() as connection:
        if change == "revoked":
            connection.execute(update(DeskCode).values(revoked_at=now()))
        if change == "closed":
            connection.execute(update(Wave).values(state="closed"))
    with engine.connect() as connection, pytest.raises(NotFielded) as refused:
        find_desk(connection, code)
    assert refused.value.reason == reason


def test_a_desk_is_found_however_its_code_is_typed(engine):
    fielded = field_desk(engine)
    typed = f" {fielded.code[:4].lower()}-{fielded.code[4:8]} {fielded.code[8:]}"
    with engine.connect() as connection:
        assert find_desk(connection, typed).id == fielded.desk_id


def test_a_case_is_answered_once_for_each_purpose(engine):
    wave, case_id = field_household(engine)
    first = Submission(str(uuid4()), complete_answers(wave.instrument), DAY, case_id=case_id)
    submit(engine, wave, first, channel="paper")
    with pytest.raises(Rejected) as refused:
        submit(engine, wave, replace(first, submission_id=str(uuid4())), channel="paper")
    assert refused.value.reason == "answered" and count(engine) == 1
    assert submit(engine, wave, replace(first, submission_id=str(uuid4()), purpose="second_keying"), channel="paper").is_new
    assert count(engine, Paradata) == 0  # a keyed paper form has none
