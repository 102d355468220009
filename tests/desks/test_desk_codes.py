"""Codes of desks: issued once, revoked for good, replaced, listed."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from survey_app.codes import read_code, show_code
from survey_app.database import writing
from survey_app.fielded import find_desk
from survey_app.desks.desk_codes import CodeRefused, find_active, issue, list_desks, revoke
from survey_app.fielded import NotFielded, find_desk, find_wave
from survey_app.intake import Submission, submit
from survey_app.models import DeskCode, Response, ServicePoint, Wave, wave_desk
from tests.fielding import field_desk
from tests.guards import drop_guards


def answer(engine, desk, **more) -> None:
    with engine.connect() as connection:
        wave = find_wave(connection, desk.wave_code)
    given = {"submission_id": str(uuid.uuid4()), "answers": {}, "answered_on": date(2025, 7, 2), "desk_id": desk.desk_id} | more
    submit(engine, wave, Submission(**given), channel="import")


def test_a_fielded_desk_is_listed_with_code_wave_and_count(engine):
    desk = field_desk(engine)
    answer(engine, desk)
    with engine.connect() as connection:
        (listed,) = list_desks(connection)
    assert (listed.id, listed.code, listed.wave, listed.responses) == (desk.desk_id, desk.code, desk.wave_code, 1)


def test_a_corrected_answer_counts_once_and_a_reinterview_not_at_all(engine):
    desk = field_desk(engine)
    for _ in range(2):
        answer(engine, desk)
    answer(engine, desk, purpose="reinterview")
    with writing(engine).begin() as connection:
        first, second, _ = connection.scalars(select(Response.id).order_by(Response.id))
        drop_guards(connection, "response")  # answers are immutable; a correction is made here of a response that is there
        connection.execute(update(Response).where(Response.id == second).values(supersedes_id=first))
    with engine.connect() as connection:
        assert list_desks(connection)[0].responses == 1


def test_a_desk_without_an_open_wave_is_listed_without_one(engine):
    field_desk(engine, state="closed")
    with engine.connect() as connection:
        (listed,) = list_desks(connection)
    assert (listed.wave, listed.responses) == (None, 0)


@pytest.mark.parametrize(("opens_on", "closes_on", "running"), [
    (date(2025, 8, 1), None, "dot-hai"),  # both hold today: the later opened
    (date(2025, 8, 1), date(2025, 8, 31), "quay-thu"),  # ended, though nobody closed it
    (date(2099, 1, 1), None, "quay-thu"),  # opened in advance
])
def test_two_open_waves_at_one_desk_list_it_once_with_the_one_citizens_get(engine, opens_on, closes_on, running):
    desk = field_desk(engine)
    with writing(engine).begin() as connection:
        instrument = connection.scalar(select(Wave.instrument_id))
        second = connection.execute(insert(Wave).values(
            code="dot-hai", title="Đợt hai", kind="desk", state="open", opens_on=opens_on, closes_on=closes_on, instrument_id=instrument, index_name="service",
        )).inserted_primary_key[0]
        connection.execute(insert(wave_desk).values(wave_id=second, service_point_id=desk.desk_id))
    with engine.connect() as connection:
        assert [listed.wave for listed in list_desks(connection)] == [running] == [find_desk(connection, desk.code).wave.code]


def test_only_the_desks_of_a_wave(engine):
    desk = field_desk(engine)
    with writing(engine).begin() as connection:
        unit = connection.scalar(select(ServicePoint.unit_id))
        connection.execute(insert(ServicePoint).values(number="002", name="Quầy ngoài đợt", unit_id=unit))
    with engine.connect() as connection:
        assert [listed.number for listed in list_desks(connection)] == ["001", "002"]
        assert [listed.number for listed in list_desks(connection, wave=desk.wave_code)] == ["001"]
        with pytest.raises(LookupError, match="khong-co"):
            list_desks(connection, wave="khong-co")


def test_issuing_twice_gives_the_same_code(engine):
    desk = field_desk(engine)
    assert issue(engine, desk.desk_id) == desk.code


def test_issuing_for_a_desk_that_does_not_exist_is_refused(engine):
    with pytest.raises(LookupError, match="no desk with id 7"):
        issue(engine, 7)


def test_a_revoked_code_leads_nowhere_and_its_successor_to_the_same_desk(engine):
    desk = field_desk(engine)
    successor = revoke(engine, desk.code)
    assert read_code(successor) == successor != desk.code
    with engine.connect() as connection:
        assert find_desk(connection, successor).id == desk.desk_id
        with pytest.raises(NotFielded) as refused:
            find_desk(connection, desk.code)
        assert refused.value.reason == "revoked"
        assert connection.scalar(select(DeskCode.replaced_by).where(DeskCode.code == desk.code)) == successor


def test_revoking_without_replacement_leaves_the_desk_without_code_until_one_is_issued(engine):
    desk = field_desk(engine)
    assert revoke(engine, desk.code, replace=False) is None
    with engine.connect() as connection:
        assert list_desks(connection)[0].code is None
    fresh = issue(engine, desk.desk_id)
    with engine.connect() as connection:
        assert list_desks(connection)[0].code == fresh != desk.code


def test_revoking_twice_says_what_replaced_the_code(engine):
    desk = field_desk(engine)
    successor = revoke(engine, desk.code)
    with pytest.raises(CodeRefused, match=show_code(successor)) as refused:
        revoke(engine, desk.code)
    assert refused.value.reason == "revoked"
    with engine.connect() as connection:
        assert list_desks(connection)[0].code == successor


# The check character of 22222222 is 2: "2" counts nothing, being the first sign of the alphabet.
@pytest.mark.parametrize(("typed", "reason"), [("K7M4", "mistyped"), ("222222223", "mistyped"), ("222222222", "unknown")])
def test_a_code_nobody_has_is_refused_with_its_reason(engine, typed, reason):
    with engine.connect() as connection, pytest.raises(CodeRefused) as refused:
        find_active(connection, typed)
    assert refused.value.reason == reason


def test_a_code_is_found_as_it_is_printed(engine):
    desk = field_desk(engine)
    with engine.connect() as connection:
        assert find_active(connection, show_code(desk.code).lower()).id == desk.desk_id
