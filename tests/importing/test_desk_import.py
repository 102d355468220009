"""Importing forms filled in at one-stop desks: no serials, so a form is known by what it says."""
from __future__ import annotations

import json
import uuid

import pytest
from sqlalchemy import insert, select

import forms
from survey_app.codes import show_code
from survey_app.database import writing
from survey_app.desks.desk_codes import revoke
from survey_app.importing.importer import import_file
from survey_app.models import Response, ServicePoint
from tests.fielding import field_desk
from tests.importing.conftest import TODAY, said, write_csv

VISITOR = forms.load("one_stop_visitor")
ITEMS = tuple(code for code, item in VISITOR.items.items() if item.kind != "text")
HEADER = ("desk", "answered_on", *ITEMS)


def visit(desk: str = "001", **more) -> dict:
    """Somebody who came in person and has the result, satisfied with what is asked of everyone."""
    return {"desk": desk, "answered_on": "2025-08-05", "S1": "in_person", "S2": "land", "S3": "yes", "2.1.1": "4"} | more


@pytest.fixture
def load(engine, tmp_path):
    desk = field_desk(engine)

    def load(rows, header=HEADER, **how):
        return import_file(engine, desk.wave_code, write_csv(tmp_path / "quay.csv", rows, header), today=TODAY, **how)
    load.desk, load.engine = desk, engine
    return load


def stored(load) -> list:
    with load.engine.connect() as connection:
        return connection.execute(select(Response).order_by(Response.id)).all()


def test_a_desk_is_named_by_number_short_number_or_code(load):
    code = load.desk.code
    assert load([visit("001"), visit("1"), visit(code), visit(show_code(code).lower())]).new == 4
    assert {row.service_point_id for row in stored(load)} == {load.desk.desk_id}


def test_a_revoked_code_still_names_its_desk(load):
    revoke(load.engine, load.desk.code)
    assert load([visit(load.desk.code)]).new == 1


def test_a_desk_outside_the_wave_is_refused(load):
    with writing(load.engine).begin() as connection:
        unit = connection.scalar(select(ServicePoint.unit_id))
        connection.execute(insert(ServicePoint).values(number="002", name="Quầy ngoài đợt", unit_id=unit))
    report = load([visit("002")])
    assert said(report) == [(2, "desk", "002")] and report.findings[0].expected == f"the number or code of a desk of wave {load.desk.wave_code}"


def test_people_who_answered_alike_all_count_and_the_file_again_adds_nobody(load):
    rows = [visit(), visit(), visit(**{"2.1.1": "5"})]
    assert load(rows).new == 3
    assert (load(rows).new, load(rows).already_there, len(stored(load))) == (0, 3, 3)


def test_one_more_alike_in_a_longer_file_is_one_more_person(load):
    load([visit(), visit()])
    report = load([visit(), visit(), visit()])
    assert (report.new, report.already_there) == (1, 2)


def test_the_order_of_rows_changes_nothing(load):
    rows = [visit(), visit(**{"2.1.1": "5"}), visit(), visit("1", **{"2.1.1": "4.0"})]
    load(rows)
    assert load(rows[::-1]).already_there == 4


def test_a_given_id_with_other_answers_is_a_conflict(load):
    given, header = str(uuid.uuid4()), (*HEADER, "submission_id")
    load([visit(submission_id=given)], header)
    report = load([visit(submission_id=given, **{"2.1.1": "5"})], header)
    assert said(report) == [(2, "2.1.1", "5")] and report.findings[0].expected.startswith("4, as stored")


def test_an_answer_to_a_question_not_asked_is_refused(load):
    report = load([visit(S1="not_used", S2="", S3="")])
    assert said(report) == [(2, "2.1.1", "4")] and "not asked" in report.findings[0].expected


def test_a_remark_is_optional_and_kept_as_written(load):
    remark = next(code for code, item in VISITOR.items.items() if item.kind == "text")
    load([visit(**{remark: "4,0 điểm; 1.0"})], (*HEADER, remark))
    assert json.loads(stored(load)[0].answers)[remark] == "4,0 điểm; 1.0"
