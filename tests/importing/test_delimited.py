"""CSV files as they come: encodings, delimiters, quotes, and files that are not tables."""
from __future__ import annotations

import pytest

from survey_app.importing import tables
from survey_app.importing.tables import Unreadable, read_table
from tests.importing.conftest import form, stored

TEXT = "số,điểm\n1,tốt\n"


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, name: str = "phieu.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return read_table(path)
    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_with_or_without_mark_and_excels_unicode_text_are_read(read, encoding):
    table = read(TEXT.encode(encoding))
    assert (table.header, table.rows) == (["số", "điểm"], [(2, ["1", "tốt"])])


def test_big_endian_unicode_text_is_read(read):
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be")).header == ["số", "điểm"]


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1"])
def test_another_encoding_is_refused_with_the_line_and_the_remedy(read, encoding):
    with pytest.raises(Unreadable, match="line 2: not UTF-8.*CSV UTF-8"):
        read("a,b\n1,hâm\n".encode(encoding))


def test_unicode_text_without_its_mark_is_refused(read):
    with pytest.raises(Unreadable, match="CSV UTF-8"):
        read("a,b\n1,2\n".encode("utf-16-le"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_the_header(read, delimiter):
    assert read(f"a{delimiter}b\n1;2{'' if delimiter == ';' else delimiter}x\n".encode()).header == ["a", "b"]


def test_delimiters_inside_quoted_headings_do_not_count(read):
    assert read(b'"a,b,c,d";e\n1;2\n').header == ["a,b,c,d", "e"]


def test_excels_hint_names_the_delimiter_and_is_no_row(read):
    table = read(b"sep=;\r\na;b\r\n1;2\r\n")
    assert (table.header, table.rows) == (["a", "b"], [(2, ["1", "2"])])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(read, end):
    assert [number for number, _ in read(end.join(("a,b", "1,2", "", "3,4")).encode()).rows] == [2, 4]


def test_a_line_end_inside_quotes_keeps_one_row_one_number(read):
    assert read(b'a,b\n"1\n1",2\n3,4\n').rows == [(2, ["1\n1", "2"]), (3, ["3", "4"])]


def test_a_quotation_mark_left_open_is_refused(read):
    with pytest.raises(Unreadable, match="quotation mark"):
        read(b'a,b\n"1,2\n3,4\n')


@pytest.mark.parametrize(("content", "message"), [
    (b"", "nothing in row 1"), (b"\n\n1,2\n", "nothing in row 1"), (b"a,b\n", "no rows"), (b"a,b\n,\n \n", "no rows"), (b"\xef\xbb\xbf", "nothing in row 1"),
])
def test_a_file_without_header_or_rows_is_refused(read, content, message):
    with pytest.raises(Unreadable, match=message):
        read(content)


@pytest.mark.parametrize("name", ["phieu.xls", "phieu.ods", "phieu"])
def test_another_kind_of_file_is_refused(read, name):
    with pytest.raises(Unreadable, match="save it as"):
        read(b"a,b\n1,2\n", name)


def test_a_workbook_under_the_name_of_a_csv_is_refused(read):
    with pytest.raises(Unreadable, match="name it .xlsx"):
        read(b"PK\x03\x04rest")


def test_a_sheet_of_a_text_file_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a\n1\n")
    with pytest.raises(Unreadable, match="no sheets"):
        read_table(tmp_path / "a.csv", "Sheet1")


def test_a_file_too_large_is_refused_before_it_is_read(read, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 5)
    with pytest.raises(Unreadable, match="Split it"):
        read(b"a,b\n1,2\n")


def test_too_many_rows_are_refused(read, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        read(b"a\n1\n2\n3\n")


def test_a_cell_without_end_is_refused(read):
    with pytest.raises(Unreadable, match="line 2.*field larger"):
        read(b"a\n" + b"x" * 200_000)


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")])
def test_a_file_of_forms_is_imported_whatever_its_dress(load, households, delimiter, encoding):
    assert load([form(A2="1;4")], delimiter=delimiter, encoding=encoding).new == 1
    assert '"A2":["community","internet"]' in stored(households)[0].answers


def test_a_row_that_was_cut_refuses_the_file(read):
    with pytest.raises(Unreadable, match="line 3: 2 of 3 cells"):
        read(b"serial,1.1.1,1.1.2\n0001,4,5\n0002,4\n")
