"""Excel workbooks: dates, numbers, formulas, sheets, and files that are none."""
from __future__ import annotations

from datetime import date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from survey_app.importing import workbook as reading
from survey_app.importing.importer import import_file
from survey_app.importing.tables import UncomputedFormula, Unreadable, read_table
from tests.importing.conftest import TODAY, WAVE, form, said, stored, write_xlsx


def save(path, *rows, title="Phiếu") -> Workbook:
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return workbook


def test_cells_are_read_with_their_types_and_row_numbers(tmp_path):
    save(tmp_path / "a.xlsx", ["a", "b"], [1, "x"], [], [2.5, datetime(2025, 8, 5)])
    table = read_table(tmp_path / "a.xlsx")
    assert (table.header, table.rows) == (["a", "b"], [(2, [1, "x"]), (4, [2.5, datetime(2025, 8, 5)])])


@pytest.mark.parametrize("day", [datetime(2025, 8, 5), date(2025, 8, 5), datetime(2025, 8, 5, 14, 30), "05/08/2025"])
def test_a_form_keyed_in_excel_is_imported(households, tmp_path, day):
    path = write_xlsx(tmp_path / "phieu.xlsx", [form(1, answered_on=day, _1_1_1=5, _1_1_2=4.0, A2="1;4")])
    assert import_file(households, WAVE, path, today=TODAY).new == 1
    (row,) = stored(households)
    assert row.answered_on == date(2025, 8, 5) and '"1.1.1":5' in row.answers and '"1.1.2":4' in row.answers


@pytest.mark.parametrize(("value", "shown"), [(4.5, "4.5"), (True, "TRUE"), (datetime(2025, 3, 1), "2025-03-01"), ("#DIV/0!", "#DIV/0!")])
def test_a_cell_of_the_wrong_type_is_refused_as_it_is_shown(households, tmp_path, value, shown):
    path = write_xlsx(tmp_path / "phieu.xlsx", [form(_1_1_1=value)])
    assert said(import_file(households, WAVE, path, today=TODAY)) == [(2, "1.1.1", shown)]


def test_a_day_that_lost_its_date_format_is_refused(households, tmp_path):
    path = write_xlsx(tmp_path / "phieu.xlsx", [form(answered_on=45874)])
    assert said(import_file(households, WAVE, path, today=TODAY)) == [(2, "answered_on", "45874")]


def test_the_same_forms_from_csv_and_from_excel_are_the_same(households, tmp_path, load):
    load([form("0001", A2="1;4")])
    path = write_xlsx(tmp_path / "phieu.xlsx", [form("0001", answered_on=datetime(2025, 8, 5), A2="community;internet")])
    assert import_file(households, WAVE, path, today=TODAY).already_there == 1


def test_a_formula_without_a_stored_result_is_marked_and_refused(households, tmp_path):
    path = write_xlsx(tmp_path / "phieu.xlsx", [form(_1_1_1="=2+2")])
    (_, cells), = read_table(path).rows
    assert any(isinstance(cell, UncomputedFormula) for cell in cells)
    report = import_file(households, WAVE, path, today=TODAY)
    assert said(report) == [(2, "1.1.1", "=2+2")] and "no result" in report.findings[0].expected


def test_one_of_several_sheets_must_be_named(tmp_path):
    book = save(tmp_path / "a.xlsx", ["a"], [1])
    book.create_sheet("Khác").append(["b"])
    book["Khác"].append([2])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="several sheets; name one with --sheet: Phiếu, Khác"):
        read_table(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx", "Khác").header == ["b"]
    with pytest.raises(Unreadable, match="no sheet 'Nữa'"):
        read_table(tmp_path / "a.xlsx", "Nữa")


def test_hidden_sheets_do_not_count(tmp_path):
    book = save(tmp_path / "a.xlsx", ["a"], [1])
    book.create_sheet("Danh mục").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx").header == ["a"]


def test_rows_beyond_a_wrongly_written_size_are_read(tmp_path):
    save(tmp_path / "a.xlsx", ["a", "b"], [1, 2], [3, 4])
    with ZipFile(tmp_path / "a.xlsx") as source, ZipFile(tmp_path / "b.xlsx", "w") as target:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    assert [cells for _, cells in read_table(tmp_path / "b.xlsx").rows] == [[1, 2], [3, 4]]


def test_formatted_but_blank_rows_are_no_rows(tmp_path):
    book = save(tmp_path / "a.xlsx", ["a"], [1])
    book.active["A500"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx").active.max_row == 500
    assert read_table(tmp_path / "a.xlsx").rows == [(2, [1])]


def test_a_workbook_with_a_password_or_an_old_one_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    with pytest.raises(Unreadable, match="password or is an old .xls"):
        read_table(tmp_path / "a.xlsx")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04cut off"])
def test_a_damaged_workbook_is_refused(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(Unreadable, match="cannot be read as an Excel workbook"):
        read_table(tmp_path / "a.xlsx")


def test_a_workbook_cut_in_half_is_refused(tmp_path):
    save(tmp_path / "a.xlsx", ["a"], [1])
    content = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(content[: len(content) // 2])
    with pytest.raises(Unreadable, match="save it again"):
        read_table(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    save(tmp_path / "a.xlsx", ["a"], [1])
    monkeypatch.setattr(reading, "MAX_UNPACKED", 100)
    with pytest.raises(Unreadable, match="unpacks to"):
        read_table(tmp_path / "a.xlsx")


def test_an_empty_sheet_is_refused(tmp_path):
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="nothing in row 1"):
        read_table(tmp_path / "a.xlsx")
