"""The header row: what must be there, what may be, and what is said when something is wrong."""
from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest

from survey_app.importing.columns import read_header
from tests.importing.conftest import HEADER, HOUSEHOLD, form, said, stored


def findings(header) -> list[tuple[str, str, str]]:
    _, found = read_header(list(header), HOUSEHOLD, "household")
    return [(finding.column, finding.value, finding.expected) for finding in found]


def test_the_full_header_is_accepted_and_places_every_column():
    places, found = read_header(list(HEADER), HOUSEHOLD, "household")
    assert found == [] and places == {name: place for place, name in enumerate(HEADER)}


def test_columns_may_stand_in_any_order_and_any_case():
    places, found = read_header([f" {name.upper()} " for name in reversed(HEADER)], HOUSEHOLD, "household")
    assert found == [] and places["serial"] == len(HEADER) - 1


def test_a_decomposed_heading_is_understood():
    assert findings([unicodedata.normalize("NFD", name) for name in HEADER]) == []


@pytest.mark.parametrize("optional", ["submission_id", "language", "A2.other"])
def test_optional_columns_are_known(optional):
    assert findings((*HEADER, optional)) == []


def test_an_unknown_column_is_named_by_its_letter():
    ((column, value, expected),) = findings(("ghi chú", *HEADER))
    assert (column, value) == ("(A)", "ghi chú") and expected.startswith("serial, answered_on, submission_id, language or an item code")


def test_missing_columns_are_all_named():
    assert [column for column, _, _ in findings(HEADER[:-2])] == list(HEADER[-2:])


def test_a_column_twice_is_refused():
    assert findings((*HEADER, "1.1.1")) == [("1.1.1", "1.1.1", "this column once; it stands there 2 times")]


def test_a_code_that_excel_made_a_date_says_so():
    header = [datetime(2001, 1, 1) if name == "1.1.1" else name for name in HEADER]
    found = {column: expected for column, _, expected in findings(header)}
    place = HEADER.index("1.1.1")
    assert "turned it into a date" in found[f"({chr(ord('A') + place)})" if place < 26 else f"(A{chr(ord('A') + place - 26)})"]
    assert found["1.1.1"] == "a column named 1.1.1"


def test_a_desk_number_has_no_place_in_a_household_file():
    assert findings(("desk", *HEADER))[0][:2] == ("(A)", "desk")


def test_a_bad_header_refuses_all_rows_even_where_bad_ones_may_be_skipped(load, households):
    report = load([form("0001"), form("0002")], header=HEADER[:-1], skip_bad=True)
    assert said(report) == [(1, HEADER[-1], "(no such column)")] and (report.read, report.refused, stored(households)) == (2, 2, [])


def test_a_cell_beyond_the_header_refuses_its_row(load, tmp_path):
    # One comma too many in a row shifts everything after it.
    report = load([form("0001"), form("0002") | {"": "4"}], header=(*HEADER, "", ""))
    assert [(finding.row, finding.value) for finding in report.findings] == [(3, "4"), (3, "4")]


def test_columns_without_heading_and_without_content_do_not_matter(load):
    assert load([form()], header=(*HEADER, "", "")).new == 1
