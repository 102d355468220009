"""What a batch's ledger counts, on both databases."""
from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from survey_app.batches.forms_of_batch import list_forms, paper_forms
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.registry import batches_of, list_batches, totals
from survey_app.batches.sums import Ledger
from survey_app.database import writing
from survey_app.exclusions.deciding import exclude
from survey_app.exclusions.sheets import choose_by_numbers, find_wave
from survey_app.models import BatchEvent, BatchEventCase, Case, Response
from survey_app.printing.questionnaire import PaperForm
from survey_app.sampling.refusals import Refused
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import adjudicate, answer, batch, enter
from tests.sampling.conftest import WAVE


@pytest.fixture
def two(fielded):
    create_batches(fielded, WAVE, Bundling(6))
    return fielded


def test_a_new_batch_has_everything_out(two):
    assert batch(two).ledger == Ledger(issued=6) and batch(two).ledger.outstanding == 6


def test_keyings_count_by_form(two):
    adjudicate(two, 1)
    answer(two, [2, 3], "first_keying")
    answer(two, [3], "second_keying")
    answer(two, [4])  # keyed once only, so of record at once
    answer(two, [5], channel="import")
    ledger = batch(two).ledger
    assert (ledger.keyed_once, ledger.keyed_twice, ledger.adjudicated, ledger.of_record) == (5, 2, 1, 3)
    assert batch(two, 2).ledger == Ledger(issued=6)


def test_an_answer_by_link_is_no_form_that_came_back(two):
    answer(two, [1], channel="link")
    ledger = batch(two).ledger
    assert (ledger.online, ledger.keyed_once, ledger.of_record) == (1, 0, 0)


def test_a_correction_counts_once(two):
    (first,) = answer(two, [1])
    with writing(two).begin() as connection:
        row = dict(connection.execute(select(*Response.__table__.c).where(Response.id == first)).mappings().one())
        del row["id"]
        connection.execute(insert(Response).values(**row | {"supersedes_id": first, "submission_id": "x", "receipt": "x"}))
    assert batch(two).ledger.of_record == 1


def test_a_form_left_out_is_counted_where_it_was_and_the_ledger_closes(two):
    enter(two, "returned", count=6)
    answer(two, [1, 2, 3, 4, 5])
    answer(two, [6], channel="link")
    before = batch(two).ledger
    with writing(two).begin() as connection:
        wave = find_wave(connection, WAVE)
        exclude(connection, wave, choose_by_numbers(connection, wave, f"{serial_of(2)} {serial_of(6)}", "out"), "fabricated", "Không ai đến.")
    ledger = batch(two).ledger
    assert ledger.excluded == 2 and replace(ledger, excluded=0) == before
    with two.connect() as connection:
        assert [form.serial for form in list_forms(connection, batch(two).id) if form.left_out] == [serial_of(2), serial_of(6)]


def test_entries_are_summed_by_kind(two):
    enter(two, "returned", count=4)
    enter(two, "returned", count=1)
    enter(two, "refused", count=1, reason="Không muốn trả lời")
    enter(two, "returned", count=1, takes_back=True, reason="Đếm nhầm")
    ledger = batch(two).ledger
    assert (ledger.returned, ledger.refused, ledger.spoiled, ledger.outstanding) == (4, 1, 0, 1)


def test_a_keyed_form_that_was_entered_as_refused_is_astray(two):
    enter(two, "refused", serials=f"{serial_of(1)} {serial_of(2)}", reason="Từ chối")
    answer(two, [1], "first_keying")
    answer(two, [1], "second_keying")
    assert batch(two).ledger.astray == 1
    enter(two, "refused", serials=serial_of(1), takes_back=True, reason="Ghi nhầm")
    assert batch(two).ledger.astray == 0


def test_batches_are_listed_by_number_and_sum_up(two):
    enter(two, "returned", number=2, count=5)
    with two.connect() as connection:
        listed = list_batches(connection, batches_of(1))
    assert [(one.number, one.ledger.returned) for one in listed] == [(1, 0), (2, 5)]
    assert totals([one.ledger for one in listed]) == Ledger(issued=12, returned=5)


def test_a_batch_that_is_not_there_is_refused(two):
    with pytest.raises(Refused, match="no batch 3"):
        batch(two, 3)


def test_the_forms_of_a_batch_say_how_far_each_is(two):
    adjudicate(two, 1)
    answer(two, [2], "first_keying")
    answer(two, [3], channel="link")
    enter(two, "spoiled", serials=serial_of(4), reason="Ướt")
    with two.connect() as connection:
        shown = list_forms(connection, batch(two).id)
        assert list_forms(connection, batch(two).id, most=2, skip=4) == shown[4:]
    said = [(form.serial, form.psu, form.fate, form.keyed_once, form.adjudicated, form.of_record, form.online) for form in shown]
    assert said == [
        (serial_of(1), "thôn 1", None, True, True, True, False),
        (serial_of(2), "thôn 1", None, True, False, False, False),
        (serial_of(3), "thôn 1", None, False, False, False, True),
        (serial_of(4), "thôn 1", "spoiled", False, False, False, False),
        (serial_of(5), "thôn 2", None, False, False, False, False),
        (serial_of(6), "thôn 2", None, False, False, False, False),
    ]


def test_what_is_printed_has_serial_and_kish_table(two):
    with writing(two).begin() as connection:
        connection.execute(update(Case).where(Case.serial == serial_of(2)).values(kish_table="B1"))
    with two.connect() as connection:
        assert paper_forms(connection, batch(two).id)[:2] == [PaperForm(serial_of(1)), PaperForm(serial_of(2), "B1")]


@pytest.mark.parametrize("change", [update(BatchEvent).values(count=9), delete(BatchEvent), update(BatchEventCase).values(case_id=2), delete(BatchEventCase)], ids=str)
def test_the_database_itself_keeps_entries_as_they_are(two, change):
    enter(two, "returned", serials=serial_of(1))
    with pytest.raises(DBAPIError, match="never changed or deleted"), writing(two).begin() as connection:
        connection.execute(change)
