"""Importing household forms: what goes in, what is refused, what happens the second time."""
from __future__ import annotations

import json
import unicodedata
import uuid
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from survey_app.database import writing
from survey_app.fielded import NotFielded, find_wave
from survey_app.importing.importer import import_file
from survey_app.intake import Rejected, Submission, submit
from survey_app.models import Case, Response, Wave
from tests.guards import drop_guards
from tests.importing.conftest import HEADER, TODAY, WAVE, form, said, stored, write_csv


def answers_of(engine, place: int = 0) -> dict:
    return json.loads(stored(engine)[place].answers)


def test_good_rows_are_stored_with_their_case_day_and_channel(load, households):
    report = load([form("0001"), form("0002", answered_on="06/08/2025")])
    assert (report.read, report.new, report.already_there, report.refused, report.findings) == (2, 2, 0, 0, [])
    with households.connect() as connection:
        rows = connection.execute(select(Case.serial, Response.answered_on, Response.channel, Response.language).join(Case).order_by(Case.serial)).all()
    assert rows == [("0001", date(2025, 8, 5), "import", "vi"), ("0002", date(2025, 8, 6), "import", "vi")]


def test_answers_are_stored_coded(load, households):
    load([form(_1_1_1="5", _1_1_2="", _2_1_1="na", A5="none", A2="community;other")])
    answers = answers_of(households)
    assert (answers["1.1.1"], answers["2.1.1"], answers["A5"], answers["A2"]) == (5, "na", "none", ["community", "other"])
    assert "1.1.2" not in answers


@pytest.mark.parametrize("written", ["4", "4.0", "4,0", " 4 ", "4.00", "\u00a04"])
def test_a_whole_number_is_read_however_a_spreadsheet_writes_it(load, households, written):
    assert load([form(_1_1_1=written)]).new == 1
    assert answers_of(households)["1.1.1"] == 4


@pytest.mark.parametrize("written", ["4.5", "4,5", "6", "0", "-1", "x", "TRUE", "4 5"])
def test_what_is_no_level_is_refused_with_row_column_value_and_levels(load, households, written):
    report = load([form("0001"), form("0002", _1_1_1=written)])
    assert said(report) == [(3, "1.1.1", written)]
    assert report.findings[0].expected == "one of 1, 2, 3, 4, 5, dk, ref, inv, or blank"
    assert (report.new, report.refused, report.held_back, stored(households)) == (0, 1, 1, [])


@pytest.mark.parametrize("code", ["dk", "ref", "inv", "DK", " Inv "])
def test_nonanswers_of_paper_are_taken(load, households, code):
    assert load([form(_1_1_1=code)]).new == 1
    assert answers_of(households)["1.1.1"] == code.strip().lower()


@pytest.mark.parametrize("written", ["community;internet", "1;4", "4; 1", "internet;community;", "1;1;4", "1.0;4"])
def test_boxes_are_named_or_numbered_as_on_the_form_in_any_order(load, households, written):
    load([form(A2=written)])
    assert answers_of(households)["A2"] == ["community", "internet"]


def test_a_single_choice_may_be_given_by_number(load, households):
    load([form(D1="2", A5="1")])
    assert (answers_of(households)["D1"], answers_of(households)["A5"]) == ("female", "none")


def test_a_box_that_is_not_on_the_form_is_refused(load):
    report = load([form(A2="1;8")])
    assert said(report) == [(2, "A2", "1;8")] and "community, media" in report.findings[0].expected


def test_boxes_split_by_commas_are_refused_rather_than_guessed(load):
    assert said(load([form(A2="1,3")])) == [(2, "A2", "1,3")]


def test_more_boxes_than_asked_for_are_refused(load):
    report = load([form(C="1;2;3;4;5;6")])
    assert said(report) == [(2, "C", "1;2;3;4;5;6")] and "Only 5 boxes" in report.findings[0].expected


def test_text_beside_a_box_is_kept_composed(load, households):
    text = unicodedata.normalize("NFD", "Bảng tin ở chợ")
    load([form(A2="other", **{"A2.other": text})], header=(*HEADER, "A2.other"))
    assert answers_of(households)["A2.other"] == "Bảng tin ở chợ"


def test_text_without_its_box_is_refused(load):
    report = load([form(A2="media", **{"A2.other": "Bảng tin"})], header=(*HEADER, "A2.other"))
    assert said(report) == [(2, "A2.other", "Bảng tin")]


def test_every_bad_cell_of_every_bad_row_is_named(load):
    report = load([form("0001", _1_1_1="9", _1_1_2="8"), form("0002"), form("9999", answered_on="5.8.2025")])
    assert said(report) == [(2, "1.1.1", "9"), (2, "1.1.2", "8"), (4, "serial", "9999"), (4, "answered_on", "5.8.2025")]
    assert (report.read, report.refused, report.held_back) == (3, 2, 1)


def test_skipping_bad_rows_keeps_the_good_ones(load, households):
    report = load([form("0001", _1_1_1="9"), form("0002")], skip_bad=True)
    assert (report.new, report.refused, report.held_back, len(stored(households))) == (1, 1, 0, 1)


def test_rows_are_numbered_as_a_spreadsheet_shows_them_blank_ones_included(load):
    assert said(load([form("0001"), {}, {}, form("0002", _1_1_1="9")])) == [(5, "1.1.1", "9")]


@pytest.mark.parametrize("written", ["2025-08-05", "05/08/2025", "5/8/2025", "2025-8-5", "2025-08-05 00:00:00", "2025-08-05T00:00"])
def test_a_day_is_read_day_first_or_iso(load, households, written):
    load([form(answered_on=written)])
    assert stored(households)[0].answered_on == date(2025, 8, 5)


@pytest.mark.parametrize("written", ["", "08/13/2025", "05/08/25", "2025-02-30", "hôm qua", "45874", "2025-08-05 10:15"])
def test_what_is_no_day_is_refused(load, written):
    report = load([form(answered_on=written)])
    assert said(report) == [(2, "answered_on", written)] and "dd/mm/yyyy" in report.findings[0].expected


@pytest.mark.parametrize("written", ["2025-07-31", "2025-09-02"])
def test_a_day_before_the_wave_or_after_today_is_refused(load, written):
    report = load([form(answered_on=written)])
    assert said(report) == [(2, "answered_on", written)] and report.findings[0].expected == "a day from 2025-08-01 to 2025-09-01"


def test_a_day_after_the_wave_closed_is_refused(load, households):
    with writing(households).begin() as connection:
        connection.execute(update(Wave).values(closes_on=date(2025, 8, 20)))
    assert load([form(answered_on="2025-08-21")]).findings[0].expected == "a day from 2025-08-01 to 2025-08-20"


@pytest.mark.parametrize(("written", "serial"), [("1", "0001"), ("001", None), ("1004", "1004"), ("0002.0", None)])
def test_a_serial_that_lost_its_zeros_is_found_where_only_one_is_meant(load, households, written, serial):
    report = load([form(written)])
    with households.connect() as connection:
        assert connection.scalar(select(Case.serial).join(Response)) == serial
    assert said(report) == ([] if serial else [(2, "serial", written)])


def test_a_short_serial_that_could_be_two_is_refused(load, households):
    with writing(households).begin() as connection:
        connection.execute(update(Case).where(Case.serial == "1004").values(serial="01"))
    assert said(load([form("1")])) == [(2, "serial", "1")]


def test_a_missing_serial_is_refused(load):
    assert said(load([form("")])) == [(2, "serial", "")]


def test_a_serial_twice_in_a_file_refuses_both_rows(load, households):
    report = load([form("0001"), form("0002"), form("1", _1_1_1="5")], skip_bad=True)
    assert [(finding.row, finding.column, finding.expected) for finding in report.findings] == [
        (2, "serial", "each form once; it is also in row 4"), (4, "serial", "each form once; it is also in row 2")]
    assert (report.new, len(stored(households))) == (1, 1)


def test_the_same_file_again_adds_nothing(load, households):
    rows = [form("0001"), form("0002")]
    load(rows)
    report = load(rows)
    assert (report.new, report.already_there, report.refused, len(stored(households))) == (0, 2, 0, 2)


def test_after_mending_only_the_mended_row_is_new(load):
    load([form("0001"), form("0002", _1_1_1="9")], skip_bad=True)
    report = load([form("0001"), form("0002", _1_1_1="5")])
    assert (report.new, report.already_there) == (1, 1)


def test_other_answers_under_a_stored_serial_are_a_conflict_that_shows_both(load, households):
    load([form("0001", _1_1_1="4", A2="media", A5="none")])
    report = load([form("0001", _1_1_1="5", A2="media;internet", A5="", answered_on="2025-08-06"), form("0002")], skip_bad=True)
    assert [(finding.row, finding.column, finding.value, finding.expected.split(",")[0]) for finding in report.findings] == [
        (2, "answered_on", "2025-08-06", "2025-08-05"), (2, "A2", "media;internet", "media"), (2, "A5", "", "none"), (2, "1.1.1", "5", "4")]
    assert (report.new, report.refused, answers_of(households)["1.1.1"]) == (1, 1, 4)


def test_a_case_that_answered_by_link_is_not_entered_a_second_time(load, households):
    with households.connect() as connection:
        wave, case = find_wave(connection, WAVE), connection.scalar(select(Case.id).where(Case.serial == "0001"))
    submit(households, wave, Submission(str(uuid.uuid4()), {"1.1.1": 4}, date(2025, 8, 5), case_id=case), channel="import")
    report = load([{"serial": "0001", "answered_on": "2025-08-05", "1.1.1": "4"}])
    assert (report.new, report.already_there, len(stored(households))) == (0, 1, 1)
    assert said(load([form("0001", _1_1_1="5")]))[0] == (2, "1.1.1", "5")


def test_a_correction_in_the_database_does_not_make_the_first_file_a_conflict(load, households):
    load([form("0001", _1_1_1="4")])
    with households.connect() as connection:
        wave, first = find_wave(connection, WAVE), connection.execute(select(Response)).one()
    later = Submission(str(uuid.uuid4()), {"1.1.1": 5}, date(2025, 8, 5), case_id=first.case_id, purpose="second_keying")
    submit(households, wave, later, channel="import")
    with writing(households).begin() as connection:
        drop_guards(connection, "response")  # answers are immutable; a correction is made here of a response that is there
        connection.execute(update(Response).where(Response.id != first.id).values(supersedes_id=first.id, purpose="original"))
    report = load([form("0001", _1_1_1="4")])
    assert (report.already_there, report.findings) == (1, [])


def test_a_given_submission_id_is_kept(load, households):
    given = "123E4567-E89B-42D3-A456-426614174000"
    load([form("0001", submission_id=given)], header=(*HEADER, "submission_id"))
    assert stored(households)[0].submission_id == given.lower()


def test_a_submission_id_of_another_form_is_refused(load):
    given = str(uuid.uuid4())
    header = (*HEADER, "submission_id")
    load([form("0001", submission_id=given)], header=header)
    assert said(load([form("0002", submission_id=given)], header=header)) == [(2, "submission_id", given)]


@pytest.mark.parametrize(("column", "value"), [("submission_id", "17"), ("language", "fr")])
def test_a_bad_optional_value_is_refused(load, column, value):
    assert said(load([form(**{column: value})], header=(*HEADER, column))) == [(2, column, value)]


def test_a_submission_id_twice_in_a_file_refuses_both(load):
    given = str(uuid.uuid4())
    report = load([form("0001", submission_id=given), form("0002", submission_id=given)], header=(*HEADER, "submission_id"))
    assert [(finding.row, finding.column) for finding in report.findings] == [(2, "submission_id"), (3, "submission_id")]


def test_the_language_is_kept(load, households):
    load([form(language="EN")], header=(*HEADER, "language"))
    assert stored(households)[0].language == "en"


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_wave_that_is_not_open_is_refused(load, households, state):
    with writing(households).begin() as connection:
        connection.execute(update(Wave).values(state=state))
    with pytest.raises(Rejected, match=f"{WAVE} is {state}, not open"):
        load([form()])


def test_an_unknown_wave_is_refused(households, tmp_path):
    with pytest.raises(NotFielded):
        import_file(households, "khong-co", write_csv(tmp_path / "phieu.csv", [form()]), today=TODAY)


def test_a_formula_that_failed_is_refused_once(load):
    report = load([form(_1_1_1="#REF!", serial="#N/A")])
    assert said(report) == [(2, "serial", "#N/A"), (2, "1.1.1", "#REF!")] and "formula" in report.findings[0].expected


def test_a_form_that_waits_for_its_second_keying_is_refused(load, households):
    with writing(households).begin() as connection:
        case = connection.execute(select(Case.id, Case.wave_id).where(Case.serial == "0002")).one()
        connection.execute(insert(Response).values(
            wave_id=case.wave_id, case_id=case.id, submission_id=str(uuid.uuid4()), receipt="r1", channel="paper", purpose="first_keying", answers="{}", answered_on=date(2025, 8, 5)))
    report = load([form("0001"), form("0002")])
    assert said(report) == [(3, "serial", "0002")] and "waits for the second person" in report.findings[0].expected
    assert len(stored(households)) == 1
