"""Rows that the journal tells of, bent by somebody who took the triggers away: each is found and named. On both databases as they were written."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, select, text

from survey_app.auditing.exclusion_rows import compare_exclusions
from survey_app.auditing.verifying import audit
from survey_app.database import writing
from survey_app.exclusions.sheets import find_wave
from survey_app.external.figures import Figure, add, change, find_same, remove
from survey_app.models import JournalEntry
from survey_app.sampling.casework import dispose, replace_case, settle
from survey_app.waves import move_on
from tests.exclusions.conftest import answered_desks
from tests.exclusions.test_deciding import back, out, out_by_days
from tests.guards import drop_guards
from tests.pipeline_run.small_waves import Field, field_desks, one_database
from tests.sampling.conftest import SMALL, WAVE, add_wave, give_frame
from tests.sampling.test_casework import FIRST, SECOND, THIRD, answer, draw_wave
from tests.sampling.test_completeness import ALL

TABLES = ("exclusion", "case_event", "case_", "external_figure", "wave", "journal", "response")


def bend(engine: Engine, statement: str) -> None:
    with writing(engine).begin() as connection:
        drop_guards(connection, *TABLES)
        assert connection.execute(text(statement)).rowcount


def found(engine: Engine) -> list[str]:
    """What is not as the journal says; the chain itself must hold."""
    with engine.connect() as connection:
        told = audit(connection)
    assert told.verdict.broken is None and told.whole == (not told.strays and not told.unsealed)
    assert all(stray.vi for stray in told.strays)
    return [str(stray) for stray in told.strays]


@pytest.fixture
def left_out(engine) -> Field:
    """Forms of a desk left out and let in again, by name and by days: entries 1 to 3, rows 1 to 10."""
    wave = answered_desks(engine)
    out(wave, "R1", "repeated", "Hai lần liền.")
    back(wave, "R1")
    out_by_days(wave, "001", 0, 1)
    return wave


def test_forms_as_they_were_left_out_are_whole(left_out):
    assert found(left_out.engine) == []


@one_database
@pytest.mark.parametrize(("statement", "words"), [
    ("UPDATE exclusion SET words = 'Lý do khác.' WHERE id = 3", "is not what entry 3 says, in: reason"),
    ("UPDATE exclusion SET actor = 'ai-khac' WHERE id = 1", "is not what entry 1 says, in: actor"),
    ("UPDATE exclusion SET reason = 'other' WHERE id = 1", "is not what entry 1 says, in: exclusion"),
    ("UPDATE exclusion SET happened_at = '2020-01-01 00:00:00.000000' WHERE id = 2", "is not what entry 2 says, in: at"),
    ("UPDATE exclusion SET response_id = 24 WHERE id = 4", "is not what entry 3 says, in: forms"),
    ("DELETE FROM exclusion WHERE id = 4", "is not what entry 3 says, in: count, forms"),
    ("DELETE FROM exclusion WHERE id = 2", "entry 2 tells of it and it is not stored"),
    ("INSERT INTO exclusion (response_id, number, act, reason, words, actor, happened_at) VALUES (24, 1, 'out', 'other', 'w', 'a', '2026-01-01 00:00:00.000000')", "is stored and no entry tells of it"),
])
def test_bent_exclusions(left_out, statement, words):
    bend(left_out.engine, statement)
    (told,) = found(left_out.engine)
    assert told.startswith("exclusion quay-thu") and words in told


@one_database
def test_an_entry_of_an_older_form_does_not_name_the_forms(left_out):
    """Its details lacked the digest; everything else is still compared."""
    with left_out.engine.connect() as connection:
        details = [json.loads(row) for row in connection.scalars(select(JournalEntry.details).order_by(JournalEntry.number))]
    assert all("forms_digest" in told for told in details)
    for number, told in enumerate(details, 1):
        del told["forms_digest"]
        bend(left_out.engine, f"UPDATE journal SET details = '{json.dumps(told, ensure_ascii=False)}' WHERE number = {number}")
    bend(left_out.engine, "UPDATE exclusion SET response_id = 24 WHERE id = 4")
    with left_out.engine.connect() as connection:
        assert compare_exclusions(connection).strays == ()
    bend(left_out.engine, "UPDATE exclusion SET words = 'x' WHERE id = 4")
    with left_out.engine.connect() as connection:
        assert [stray.names for stray in compare_exclusions(connection).strays] == [("reason",)]


@pytest.fixture
def worked(engine, tmp_path) -> Engine:
    """A drawn sample: a case given two dispositions, one replaced, one answered."""
    add_wave(engine)
    give_frame(engine, tmp_path)
    draw_wave(engine, WAVE, "hạt giống", SMALL, "thử")
    dispose(engine, WAVE, FIRST, "2.24", "an", "đến ba lần")
    dispose(engine, WAVE, FIRST, "2.111", "binh")
    replace_case(engine, WAVE, SECOND, "an", "hộ từ chối", "2.111")
    answer(engine, THIRD, ALL)
    settle(engine, WAVE)
    return engine


def test_cases_as_they_were_worked_on_are_whole(worked):
    assert found(worked) == []


@one_database
@pytest.mark.parametrize(("statement", "words"), [
    (f"UPDATE case_ SET disposition = '1.1' WHERE serial = '{FIRST}'", f"{WAVE} {FIRST} says 1.1, and the last thing that happened to it 2.111"),
    ("UPDATE case_ SET disposition = '4.7' WHERE serial = '000210'", f"{WAVE} 000210 says 4.7, and the last thing that happened to it 3.11"),
    ("UPDATE case_event SET disposition = '2.25' WHERE id = 1", f"{WAVE} {FIRST} is not what entry"),
    ("UPDATE case_event SET actor = 'ai-khac' WHERE id = 2", "in: actor"),
    ("UPDATE case_event SET reason = 'vắng' WHERE id = 1", "in: reason"),
    ("UPDATE case_event SET happened_at = '2020-01-01 00:00:00.000000' WHERE id = 1", "in: at"),
    ("DELETE FROM case_event WHERE id = 1", "in: code, actor, reason"),
    ("UPDATE reserve_household SET replaces_case_id = (SELECT id FROM case_ WHERE serial = '000013') WHERE case_id IS NOT NULL", "is said to stand in for another, and the reserve does not say so"),
    (f"UPDATE response SET answers = '{{}}' WHERE case_id = (SELECT id FROM case_ WHERE serial = '{THIRD}')", "event says 1.1, and the answers it names give 2.12"),
])
def test_bent_cases(worked, statement, words):
    bend(worked, statement)
    assert words in found(worked)[0]


@one_database
def test_a_bent_event_of_a_response_is_found_by_the_answers(worked):
    bend(worked, "UPDATE case_event SET disposition = '1.2' WHERE kind = 'response'")
    assert found(worked) == [f"case {WAVE} {THIRD} says 1.1, and the last thing that happened to it 1.2", f"case {WAVE} {THIRD} event says 1.2, and the answers it names give 1.1"]


@pytest.fixture
def entered(engine) -> Engine:
    """Figures of others: one entered, one changed and moved to another province, one removed; entries 1 to 5. Ids 1 and 2 are left."""
    wave = field_desks(engine)
    with writing(engine).begin() as connection:
        row = find_wave(connection, wave.code)
        add(connection, row, Figure("1", "national", 80.5, "Bộ"))
        add(connection, row, Figure("1", "other_province", 81.25, "Bộ", "Thung Nham (tỉnh giả định)", 3))
        moved = Figure("1", "other_province", 81.25, "Bộ, bản sửa", "Đầm Cút", 4)
        change(connection, row, find_same(connection, wave.wave_id, Figure("1", "other_province", 0, "", "Thung Nham (tỉnh giả định)")), moved)
        add(connection, row, Figure("2", "national", 70.0, "Bộ"))
        remove(connection, row, find_same(connection, wave.wave_id, Figure("2", "national", 0, "")), "Nhập nhầm.")
    return engine


def test_figures_of_others_as_they_were_entered_are_whole(entered):
    assert found(entered) == []


@one_database
@pytest.mark.parametrize(("statement", "told"), [
    ("UPDATE external_figure SET value = 99 WHERE id = 1", ["external figure quay-thu 1 national is not what entry 1 says, in: value"]),
    ("UPDATE external_figure SET rank = 1, source = 'x' WHERE id = 2", ["external figure quay-thu 1 other_province Đầm Cút is not what entry 3 says, in: rank, source"]),
    ("UPDATE external_figure SET entered_by = NULL WHERE id = 2", ["external figure quay-thu 1 other_province Đầm Cút is not what entry 3 says, in: entered_by"]),
    ("UPDATE external_figure SET place = 'Sông Vân' WHERE id = 2", ["external figure quay-thu 1 other_province Đầm Cút entry 3 tells of it and it is not stored",
                                                                  "external figure quay-thu 1 other_province Sông Vân is stored and no entry tells of it"]),
    ("DELETE FROM external_figure WHERE id = 1", ["external figure quay-thu 1 national entry 1 tells of it and it is not stored"]),
    ("INSERT INTO external_figure (wave_id, measure, kind, value, source) VALUES (1, '2', 'national', 70, 'Bộ')", ["external figure quay-thu 2 national is stored and no entry tells of it"]),
])
def test_bent_figures_of_others(entered, statement, told):
    bend(entered, statement)
    assert found(entered) == told


@one_database
def test_a_figure_that_is_older_than_the_journals_telling_is_counted(entered):
    bend(entered, "INSERT INTO external_figure (wave_id, measure, kind, value, source) VALUES (1, '3', 'national', 70, 'Bộ')")
    with entered.connect() as connection:
        assert audit(connection).older == (("wave", 1), ("external", 1))


@one_database
def test_a_wave_that_was_opened_again_or_closed_behind_the_journals_back(engine):
    field_desks(engine)
    bend(engine, "UPDATE wave SET state = 'draft'")
    move_on(engine, "quay-thu", "open")
    assert found(engine) == []
    bend(engine, "UPDATE wave SET state = 'closed'")
    assert found(engine) == ["wave quay-thu is closed, and by entry 1 it is open"]
    bend(engine, "UPDATE wave SET state = 'open'")
    move_on(engine, "quay-thu", "closed")
    assert found(engine) == []
    bend(engine, "UPDATE wave SET state = 'open'")
    assert found(engine) == ["wave quay-thu is open, and by entry 2 it is closed"]


@one_database
def test_nothing_is_compared_while_the_chain_itself_is_broken(entered):
    bend(entered, "UPDATE external_figure SET value = 99 WHERE id = 1")
    bend(entered, "UPDATE journal SET actor = 'x' WHERE number = 1")
    with entered.connect() as connection:
        told = audit(connection)
    assert (told.verdict.broken, told.strays, told.whole) == (1, (), False)
