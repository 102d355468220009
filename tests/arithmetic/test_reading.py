"""Files of figures as people save them, and what is said of those that cannot be read."""
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from survey_app.arithmetic import Column, numerals
from survey_app.arithmetic.tables import read_figures
from survey_app.importing.tables import Unreadable

HEADER = "code,level,parent,name_vi,score_2024,rank_2024"
ROWS = ("1,index,,Chỉ số,85.34,14", "1.1,item,1,Câu hỏi,85.34,")


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "bang.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def scores(path: Path) -> list[str]:
    return [str(row.figures[Column("score", 2024)]) for row in read_figures(path).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_of_any_unicode_kind(tmp_path, encoding):
    assert scores(written(tmp_path, "\r\n".join((HEADER, *ROWS)), encoding)) == ["85.34", "85.34"]


def test_semicolons_and_decimal_commas_of_a_vietnamese_excel(tmp_path):
    text = "\n".join((HEADER, *ROWS)).replace(",", ";").replace("85.34", "85,34")
    assert scores(written(tmp_path, text)) == ["85.34", "85.34"]


@pytest.mark.parametrize("cell", ["85.34", '"85,34"', "85.34%", '"85,34 %"', "\u00a085.34\u00a0", '"85,340"'])
def test_a_figure_as_it_may_be_written(tmp_path, cell):
    assert Decimal(scores(written(tmp_path, f"{HEADER}\n1,index,,Chỉ số,{cell},14"))[0]) == Decimal("85.34")


@pytest.mark.parametrize("cell", ["", "-", "–", "\u00a0"])
def test_a_blank_is_no_figure(tmp_path, cell):
    row, = read_figures(written(tmp_path, f"{HEADER}\n1,index,,Chỉ số,{cell},14")).rows
    assert set(row.figures) == {Column("rank", 2024)}


def test_zeros_that_excel_drops_are_meant(tmp_path):
    book = Workbook()
    for cells in (["code", "level", "parent", "score_2024"], ["1", "index", None, 84.0], ["1.1", "item", "1", 83.99], ["1.2", "item", "1", 84.01]):
        book.active.append(cells)
    book.save(tmp_path / "bang.xlsx")
    assert scores(tmp_path / "bang.xlsx") == ["84.00", "83.99", "84.01"]


@pytest.mark.parametrize(("text", "said"), [
    (f"{HEADER}\n1,index,,Chỉ số,tám lăm,14", "bang.csv, line 2, column score_2024: expected a number such as 85.34 or 85,34, got 'tám lăm'"),
    (f"{HEADER}\n1,index,,Chỉ số,85.34,14.5", "line 2, column rank_2024: expected a whole number, got '14.5'"),
    (f"{HEADER}\n,index,,Chỉ số,85.34,14", "line 2, column code: expected something"),
    (f"{HEADER}\n1,index,,Chỉ số,1e2,14", "got '1e2'"),
    (f"{HEADER}\n1,index,,Chỉ số,NaN,14", "got 'NaN'"),
    (f"{HEADER}\n1,index", "line 2: 2 of 6 cells"),
    (f'{HEADER}\n1,index,,"Chỉ số,85.34,14', "quotation mark"),
    (HEADER, "no rows"), ("", "row 1"), ("a,b\n1,2", "line 1: expected a header with the columns"),
    ("code,level,parent,name_vi\n1,index,,Chỉ số", "expected a column of figures"),
    ("code,max_points,score_2024,points_2024\n1,2,1,1", "two columns hold points_2024"),
    ("question,option,choose,share_2024\nA,1,nhiều,50", "column choose: expected 1, any"),
])
def test_what_cannot_be_read_is_named(tmp_path, text, said):
    with pytest.raises(Unreadable) as refusal:
        read_figures(written(tmp_path, text))
    assert said in str(refusal.value)


def test_every_bad_cell_is_named_at_once(tmp_path):
    with pytest.raises(Unreadable) as refusal:
        read_figures(written(tmp_path, f"{HEADER}\n" + "1,index,,Chỉ số,x,y\n" * 15))
    assert len(str(refusal.value).splitlines()) == 21 and str(refusal.value).endswith("and 10 more")


def test_an_older_vietnamese_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "bang.csv"
    path.write_bytes(f"{HEADER}\n1,index,,Ch".encode() + b"\xec\xcc" + b",85.34,14")
    with pytest.raises(Unreadable, match="line 2: not UTF-8"):
        read_figures(path)


def test_columns_that_nothing_is_checked_of_are_named(tmp_path):
    assert read_figures(written(tmp_path, f"{HEADER},xep_loai\n1,index,,Chỉ số,85.34,14,tốt")).unchecked == ("xep_loai",)


@pytest.mark.parametrize(("text", "found"), [
    ("Tăng 2,63% Tăng 14 bậc", {"change": Decimal("2.63"), "rank_change": Decimal(14)}), ("Giảm 0,4 điểm %", {"change": Decimal("-0.4")}),
    ("Tăng 2,63 điểm %, giảm 3 bậc", {"change": Decimal("2.63"), "rank_change": Decimal(-3)}), ("Không đổi", {"change": Decimal(0)}),
    ("Giữ nguyên bậc", {"rank_change": Decimal(0)}), ("-0.40", {"change": Decimal("-0.40")}), ("+1,5", {"change": Decimal("1.5")}),
])
def test_changes_in_words(text, found):
    assert numerals.changes(text) == found


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    for read in (numerals.number, numerals.whole, numerals.changes):
        try:
            read(text)
        except ValueError:
            continue
