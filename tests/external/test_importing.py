"""Importing external figures: all or nothing, row by row, from the page and from the command."""
import io
from datetime import date

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import insert, select

from survey_app.commands.external import group
from survey_app.database import writing
from survey_app.models import Wave
from tests.external.test_figures import journal, stored

HEADER = "measure,kind,place,value,rank,source,note"
GOOD = f"{HEADER}\n1,national,,83.94,,Bộ Nội vụ,\n1,Tỉnh khác,Suối Mơ,\"86,10\",3,Bộ Nội vụ,\n1,past,2023,82.71,28,Bộ Nội vụ,\n"
PUBLISHED = "code,level,parent,score_2023,rank_2023,score_2024,rank_2024,national_2024\n1,index,,82.71,28,85.02,14,83.94\n1.1,item,1,82,,84,,83\n1.2,item,1,83,,86,,84\n"


@pytest.fixture
def person(stage, logged_in):
    """Staff of the Department."""
    return logged_in("department")


def send(person, content: str | bytes, name: str = "so-lieu.csv", source: str = ""):
    content = content.encode() if isinstance(content, str) else content
    return person.post("/so-lieu-ngoai/ho-thu/tep", data={"file": (io.BytesIO(content), name), "source": source}, content_type="multipart/form-data")


def test_every_row_is_stored_and_recorded(stage, person):
    assert send(person, GOOD).status_code == 302
    assert [row[:5] for row in stored(stage)] == [("1", "national", "", 83.94, None), ("1", "other_province", "Suối Mơ", 86.1, 3), ("1", "past", "2023", 82.71, 28)]
    assert [action for action, _ in journal(stage)] == ["external.add"] * 3 + ["external.import"]


def test_importing_again_changes_nothing_and_a_new_value_is_a_change(stage, person):
    send(person, GOOD)
    send(person, GOOD)
    assert len(stored(stage)) == 3 and '"same":3' in journal(stage)[-1][1].replace(" ", "")
    send(person, GOOD.replace("83.94", "83.95"))
    assert [action for action, _ in journal(stage)].count("external.change") == 1 and stored(stage)[0][3] == 83.95


def test_one_bad_row_keeps_all_out_and_each_is_named(stage, person):
    answer = send(person, GOOD + "9.9,national,,83,,Bộ Nội vụ,\n1.1,national,,cao,,Bộ Nội vụ,\n1.1,national,,83,,,\n")
    assert answer.status_code == 422 and not stored(stage) and not journal(stage)
    for words in ("Dòng 5, cột measure: Không có chỉ số", "Dòng 6, cột value: Phải là số", "Dòng 7, cột source: Hãy ghi nguồn"):
        assert words in answer.text


def test_a_figure_twice_in_a_file_is_bad(stage, person):
    assert "Trùng với dòng 2" in send(person, f"{HEADER}\n1,national,,83,,A,\n1,national,,84,,A,\n").text


def test_a_source_for_the_whole_file(stage, person):
    content = f"{HEADER}\n1,national,,83.94,,,\n"
    assert send(person, content).status_code == 422
    assert send(person, content, source="Bộ Nội vụ").status_code == 302 and stored(stage)


def test_a_workbook(stage, person):
    book, out = Workbook(), io.BytesIO()
    for cells in (HEADER.split(","), ["1", "national", None, 83.94, None, "Bộ Nội vụ", None], [1.1, "past", 2023, 82, 28, "Bộ Nội vụ", None]):
        book.active.append(cells)
    book.save(out)
    assert send(person, out.getvalue(), "so-lieu.xlsx").status_code == 302
    assert [row[:5] for row in stored(stage)] == [("1", "national", "", 83.94, None), ("1.1", "past", "2023", 82.0, 28)]


def test_a_published_table_gives_its_years_and_its_contradiction_is_told(stage, person):
    """85,02 over 84 and 86 cannot be: the mean of the two is 85,00, at most 85,00 as printed."""
    answer = send(person, PUBLISHED, source="Bộ Nội vụ")
    assert answer.status_code == 302 and len(stored(stage)) == 9
    assert ("1", "past", "2023", 82.71, 28, "department") in stored(stage) and ("1", "province", "", 85.02, 14, "department") in stored(stage)
    page = person.get("/so-lieu-ngoai/ho-thu/").text
    assert "9 số liệu mới" in page and "1, score_2024: in 85,02, nhưng trung bình của 2 tiêu chí bên dưới là 85,00" in page


def test_a_note_stays_when_the_file_has_none(stage, person):
    send(person, f"{HEADER}\n1,national,,83.94,,Bộ Nội vụ,Lỗi in\n")
    send(person, f"{HEADER}\n1,national,,83.95,,Bộ Nội vụ,\n")
    assert "Lỗi in" in person.get("/so-lieu-ngoai/ho-thu/").text


@pytest.mark.parametrize(("content", "name", "said"), [
    (b"", "x.csv", "Dòng 1 trống"), (b"\xff\x00x", "x.csv", "không phải văn bản UTF-8"), (b"not a workbook", "x.xlsx", "Không đọc được tệp Excel này"),
    (b"a,b\n1,2\n", "x.csv", "Dòng 1 chưa có đủ tên cột"), (b"x", "x.exe", "Tệp phải là .csv hoặc .xlsx"), (b"code,level,parent\n1,index,\n", "x.csv", "Tệp không có cột số liệu nào"),
])
def test_a_file_that_cannot_be_read(stage, person, content, name, said):
    answer = send(person, content, name, source="Bộ Nội vụ")
    assert answer.status_code == 422 and said in answer.text and "expected" not in answer.text


def test_cells_of_a_published_table_that_are_no_numbers_are_named(stage, person):
    answer = send(person, "code,level,parent,score_2024,rank_2024\n1,index,,cao,14\n1.1,item,1,84,nhất\n", source="Bộ Nội vụ")
    assert answer.status_code == 422 and not stored(stage)
    assert "Dòng 2, cột score_2024: “cao” không phải số" in answer.text and "Dòng 3, cột rank_2024: “nhất” không phải số" in answer.text


def test_a_wave_that_was_not_computed_takes_the_measures_of_another_of_its_index(stage, person):
    with writing(stage.engine).begin() as connection:
        instrument = connection.scalar(select(Wave.instrument_id))
        connection.execute(insert(Wave).values(code="ho-moi", title="Đợt mới", kind="household", state="draft", opens_on=date(2026, 1, 1), instrument_id=instrument, index_name="sipas"))
    assert '<option value="1.2"' in person.get("/so-lieu-ngoai/ho-moi/them").text


def test_no_file_chosen(person):
    assert "Hãy chọn một tệp" in person.post("/so-lieu-ngoai/ho-thu/tep", data={"source": "x"}, content_type="multipart/form-data").text


def run(app, tmp_path, content: str, *words: str):
    path = tmp_path / "so-lieu.csv"
    path.write_text(content, encoding="utf-8")
    with app.app_context():
        return CliRunner().invoke(group, ["import", str(path), "--wave", "ho-thu", *words])


def test_the_command_stores_and_tells(app, stage, tmp_path):
    answer = run(app, tmp_path, PUBLISHED, "--source", "Bộ Nội vụ")
    assert answer.exit_code == 0 and "note: 1, score_2024: printed 85.02" in answer.output and "9 new, 0 changed, 0 as before" in answer.output
    assert stored(stage)[0][5].startswith("cli:")


def test_the_command_names_bad_rows_and_ends_with_1(app, stage, tmp_path):
    answer = run(app, tmp_path, f"{HEADER}\n1,world,,83,,A,\n")
    assert answer.exit_code == 1 and "row 2, column kind: expected one of national" in answer.output and not stored(stage)


def test_the_command_knows_no_such_wave(app, stage, tmp_path):
    answer = run(app, tmp_path, GOOD, "--wave", "khong-co")
    assert answer.exit_code == 2 and "no wave 'khong-co'" in answer.output
