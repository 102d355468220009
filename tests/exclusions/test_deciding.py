"""Leaving forms out and letting them in: what is stored, what is refused, and that nothing of it can be undone behind the journal's back."""
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from survey_app.database import writing
from survey_app.exclusions.deciding import exclude, restore
from survey_app.exclusions.reading import count_places, count_reasons, list_waves
from survey_app.exclusions.refusal import Refused
from survey_app.exclusions.sheets import choose_by_days, choose_by_numbers, find_wave
from survey_app.models import Exclusion, Response
from tests.exclusions.conftest import acts_of, journal_of
from tests.pipeline_run.small_waves import DAY, Field, count, one_database

WHY = "Phúc tra: không có ai đến hỏi."


def out(wave: Field, numbers: str, reason: str = "no_interview", words: str = WHY) -> int:
    with writing(wave.engine).begin() as connection:
        row = find_wave(connection, wave.code)
        return exclude(connection, row, choose_by_numbers(connection, row, numbers, "out"), reason, words)


def back(wave: Field, numbers: str, words: str = "Nhầm số phiếu.") -> int:
    with writing(wave.engine).begin() as connection:
        row = find_wave(connection, wave.code)
        return restore(connection, row, choose_by_numbers(connection, row, numbers, "in"), words)


def out_by_days(wave: Field, desk: str, first: int, last: int) -> tuple[int, int]:
    with writing(wave.engine).begin() as connection:
        row = find_wave(connection, wave.code)
        chosen = choose_by_days(connection, row, desk, (DAY + timedelta(days=first), DAY + timedelta(days=last)), "out")
        return exclude(connection, row, chosen, "staff_test", "Tập huấn."), chosen.passed_over


def test_forms_go_out_by_serial_with_a_reason_and_words_and_into_the_journal(households):
    assert out(households, "A10, A11\nA10") == 2
    with households.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(select(Exclusion.number, Exclusion.act, Exclusion.reason, Exclusion.words))] == [(1, "out", "no_interview", WHY)] * 2
        assert count_reasons(connection, households.wave_id) == {"no_interview": 2}
        assert count_places(connection, households.wave_id) == [("xã Mây Trắng", 2, 18)]
        assert [(wave.code, wave.received, wave.out) for wave in list_waves(connection)] == [("ho-thu", 18, 2)]
    (action, subject, details), = journal_of(households.engine)
    assert (action, subject) == ("exclusion.out", "ho-thu")
    # SHA-256 of [1,2], the ids of the two responses
    assert details == ('{"count":2,"exclusion":"no_interview","forms_digest":"49a64717d5d4cb19952e6eac2946415cf6879adacf9908e7d872332d32c6e684",'
                       '"reason":"Phúc tra: không có ai đến hỏi.","serials":["A10","A11"]}')


def test_only_another_act_lets_a_form_in_and_acts_are_numbered(desks):
    out(desks, "R1", "repeated", "Hai lần liền.")
    back(desks, "R1")
    out(desks, "R1", "other", "Lại thấy khác.")
    assert acts_of(desks.engine) == [("R1", 1, "out", "repeated", "Hai lần liền."), ("R1", 2, "in", None, "Nhầm số phiếu."), ("R1", 3, "out", "other", "Lại thấy khác.")]
    assert [action for action, _, _ in journal_of(desks.engine)] == ["exclusion.out", "exclusion.in", "exclusion.out"]


def test_all_forms_of_a_desk_on_its_days_but_those_out_already(desks):
    # Of 24 forms desk 001 has every other one; of its twelve, four fall on each of the three days.
    out(desks, "R1", "repeated")
    assert out_by_days(desks, "001", 0, 1) == (7, 1)
    with desks.engine.connect() as connection:
        assert count_reasons(connection, desks.wave_id) == {"repeated": 1, "staff_test": 7}
        assert count_places(connection, desks.wave_id) == [("001 Một cửa 001", 8, 12)]
    assert '"days":["2024-09-02","2024-09-03"],"desk":"001"' in journal_of(desks.engine)[1][2]


def test_a_corrected_form_is_named_by_its_first_response(desks):
    with desks.engine.connect() as connection:
        first = connection.scalar(select(Response.id).where(Response.receipt == "R1"))
    desks.answer(desks.places[0], supersedes_id=desks.answer(desks.places[0], supersedes_id=first), receipt="R99")
    out(desks, "R99")
    assert acts_of(desks.engine) == [("R1", 1, "out", "no_interview", WHY)]


REFUSED = {
    "unknown": lambda households, desks: out(households, "A10 Z99"),
    "already_out": lambda households, desks: (out(desks, "R1"), out(desks, "R2 R1")),
    "already_in": lambda households, desks: back(desks, "R1"),
    "no_words": lambda households, desks: out(desks, "R1", words=" \n "),
    "long_words": lambda households, desks: out(desks, "R1", words="x" * 501),
    "no_reason": lambda households, desks: out(desks, "R1", reason="low_score"),
    "no_forms": lambda households, desks: out(desks, " , "),
    "too_many": lambda households, desks: out(desks, " ".join(map(str, range(201)))),
    "other_wave": lambda households, desks: (households.answer(households.places[0], receipt="OTHER", purpose="second_keying"), out(desks, "OTHER")),
    "no_answer": lambda households, desks: (desks.answer(desks.places[0], receipt="AGAIN", purpose="reinterview"), out(desks, "AGAIN")),
    "no_desk": lambda households, desks: out_by_days(desks, "009", 0, 1),
    "bad_days": lambda households, desks: out_by_days(desks, "001", 1, 0),
    "not_of_desk": lambda households, desks: out_by_days(households, "001", 0, 1),
}


@one_database
@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_stored(households, desks, reason):
    with pytest.raises(Refused) as refused:
        REFUSED[reason](households, desks)
    assert refused.value.reason == reason and refused.value.vi and str(refused.value)
    assert len(acts_of(desks.engine)) == len(journal_of(desks.engine)) == (1 if reason == "already_out" else 0)


def test_of_two_people_at_once_the_second_is_told(desks):
    with desks.engine.connect() as connection:
        wave = find_wave(connection, desks.code)
        seen = choose_by_numbers(connection, wave, "R1", "out")
    out(desks, "R1")
    with pytest.raises(Refused, match="meanwhile"), writing(desks.engine).begin() as connection:
        exclude(connection, wave, seen, "other", "Cũng thấy vậy.")
    assert count(desks.engine, Exclusion) == 1


def test_act_and_journal_stand_or_fall_together(desks):
    with pytest.raises(RuntimeError), writing(desks.engine).begin() as connection:
        wave = find_wave(connection, desks.code)
        exclude(connection, wave, choose_by_numbers(connection, wave, "R1", "out"), "other", "Mất điện ngay sau đó.")
        raise RuntimeError("the power failed")
    assert acts_of(desks.engine) == journal_of(desks.engine) == []


HARMS = {
    "changed": update(Exclusion).values(words="khác"), "deleted": delete(Exclusion), "out twice": insert(Exclusion).values(response_id=1, number=2, act="out", reason="other", words="x", actor="x"),
    "numbered twice": insert(Exclusion).values(response_id=1, number=1, act="out", reason="other", words="x", actor="x"),
    "without reason": insert(Exclusion).values(response_id=2, number=1, act="out", reason=None, words="x", actor="x"),
    "for its answers": insert(Exclusion).values(response_id=2, number=1, act="out", reason="low_score", words="x", actor="x"),
    "without words": insert(Exclusion).values(response_id=2, number=1, act="out", reason="other", words="  ", actor="x"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_the_database_itself_keeps_every_act(desks, harm):
    out(desks, "R1")
    with pytest.raises(DBAPIError), writing(desks.engine).begin() as connection:
        connection.execute(HARMS[harm])
    assert acts_of(desks.engine) == [("R1", 1, "out", "no_interview", WHY)]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_postgres_does_not_empty_the_table(desks):
    out(desks, "R1")
    with pytest.raises(DBAPIError), desks.engine.begin() as connection:
        connection.execute(text("TRUNCATE exclusion"))
