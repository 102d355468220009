"""The file of a frame: read in English and Vietnamese, from CSV and Excel; one oddity a test."""
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from survey_app.sampling.frame_file import read_frame_file
from tests.sampling.conftest import HEADER, OPENS, row_of, small_frame, write_csv

ROWS = [row_of(one) for one in small_frame(1, 2, 2).villages]


@pytest.fixture
def read(tmp_path):
    """Read rows as a file; each change is (row from 0, column, value)."""
    def read(*changes, header=HEADER, rows=ROWS):
        rows = [list(row) for row in rows]
        for row, column, value in changes:
            rows[row][header.index(column)] = value
        return read_frame_file(write_csv(tmp_path / "khung.csv", rows, header), OPENS)
    return read


def said(file) -> list[tuple]:
    return [(finding.row, finding.column, finding.value) for finding in file.findings]


def test_a_good_file(read):
    file = read()
    assert (file.read, file.refused, file.findings) == (4, 0, ())
    assert file.frame == small_frame(1, 2, 2)


def test_vietnamese_headings_in_any_order_and_case_with_a_running_number(tmp_path):
    header = ["STT", "Số hộ", "Tên thôn", "MÃ THÔN", "Mã xã", "Tên xã", "Loại", "Từ ngày"]
    path = write_csv(tmp_path / "khung.csv", [[1, 120, "Tổ dân phố Sen", "00101", "00001", "phường Sen", "Tổ dân phố", "01/07/2024"]], header)
    (village,) = read_frame_file(path, OPENS).frame.villages
    assert (village.code, village.name, village.kind, village.households, village.commune) == ("00101", "Tổ dân phố Sen", "to_dan_pho", 120, "phường Sen")
    assert (village.valid_from, village.district_code) == (date(2024, 7, 1), None)


def test_decomposed_letters_are_the_same_frame(tmp_path, read):
    import unicodedata
    rows = [[unicodedata.normalize("NFD", str(cell)) for cell in row] for row in ROWS]
    assert read(rows=rows).frame.digest == read().frame.digest


def test_excel_is_read_too_with_its_own_numbers_and_dates(tmp_path):
    workbook = Workbook()
    workbook.active.append([*HEADER, "valid_from"])
    for row in ROWS:
        workbook.active.append([*row[:-1], float(row[-1]), datetime(2020, 1, 1)])
    workbook.save(tmp_path / "khung.xlsx")
    file = read_frame_file(tmp_path / "khung.xlsx", OPENS)
    assert not file.findings and {one.valid_from for one in file.frame.villages} == {date(2020, 1, 1)}


@pytest.mark.parametrize(("column", "value"), [
    ("households", "0"), ("households", "-3"), ("households", "12,5"), ("households", "1.234"), ("households", "20001"), ("households", "²"), ("households", "#REF!"),
    ("kind", "làng xã"), ("village_code", "a b"), ("village_code", "x|y"), ("village_code", "1" * 21), ("village", "x" * 201), ("district", ""),
])
def test_a_bad_cell_is_named(read, column, value):
    assert said(read((2, column, value)))[0] == (4, column, value)


@pytest.mark.parametrize("column", ["commune_code", "commune", "village_code", "village", "households"])
def test_a_cell_that_is_needed(read, column):
    assert (3, column, "") in said(read((1, column, "")))


def test_all_bad_rows_are_named_and_no_village_is_given(read):
    file = read((0, "households", "x"), (3, "kind", "y"))
    assert said(file) == [(2, "households", "x"), (5, "kind", "y")] and file.refused == 2 and not file.frame.villages


def test_a_village_twice_names_the_other_row(read):
    file = read((3, "village_code", ROWS[0][4]))
    assert said(file) == [(2, "village_code", ROWS[0][4]), (5, "village_code", ROWS[0][4])]
    assert "also in row 5" in file.findings[0].expected


def test_a_commune_under_two_names_or_in_two_districts(read):
    assert said(read((1, "commune", "xã Khác"))) == [(3, "commune", "xã Khác")]
    file = read((1, "district_code", "02"), (1, "district", "huyện 02"))
    assert said(file) == [(3, "district_code", "02")] and "01, as in row 2 for commune_code 01-01" in file.findings[0].expected


def test_zeros_that_excel_dropped(tmp_path):
    header = ("commune_code", "commune", "village_code", "village", "households")
    rows = [["00101", "xã A", "0010101", "thôn 1", 90], ["00102", "xã B", "10201", "thôn 2", 80]]
    file = read_frame_file(write_csv(tmp_path / "khung.csv", rows, header), OPENS)
    assert said(file) == [(3, "village_code", "10201")] and "a code of 7 digits" in file.findings[0].expected


def test_a_code_of_two_levels(read):
    assert said(read((0, "village_code", "01-02"))) == [(2, "village_code", "01-02")]


def test_a_village_that_begins_after_the_wave(read):
    header = (*HEADER, "valid_from")
    file = read((1, "valid_from", "03/09/2024"), header=header, rows=[[*row, ""] for row in ROWS])
    assert said(file) == [(3, "valid_from", "03/09/2024")] and "not after 2024-09-02" in file.findings[0].expected


@pytest.mark.parametrize(("header", "found"), [
    (HEADER[:-1], [(1, "households", "")]),
    ((*HEADER[:-1], "Số hộ", "households"), [(1, "households", "households")]),
    ((*HEADER, "Chủ hộ"), [(1, "Chủ hộ", "Chủ hộ")]),
])
def test_a_bad_header(tmp_path, header, found):
    file = read_frame_file(write_csv(tmp_path / "khung.csv", [["x"] * len(header)], header), OPENS)
    assert said(file) == found and file.read == 0


def test_a_shifted_row(read):
    file = read(rows=[*ROWS[:3], [*ROWS[3], "999"]])
    assert said(file) == [(5, "(I)", "999")]
