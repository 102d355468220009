"""The official table as files: what a program and a person find in them; the same table, the same bytes."""
import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select, update

from survey_app import engine as app_engine
from survey_app.arithmetic.checking import check_file
from survey_app.database import writing
from survey_app.exports.official_table.asking import Asked, ask
from survey_app.exports.official_table.formats import FORMATS
from survey_app.models import Release, Wave
from survey_app.office.letterhead import DOCUMENT, Letterhead
from tests.exports.staged import add_year_before, built, figure, release
from tests.releasing.published import METHOD, add_run, set_stage

HEAD = Letterhead("tỉnh Hoa Lau", "Sở Nội vụ")
SIGNED = Letterhead("tỉnh Hoa Lau", "Sở Nội vụ", DOCUMENT)


@pytest.fixture
def stage(app):
    """A wave with last year, ranks and national figures, in the application's database."""
    with app.app_context():
        stage = set_stage(app_engine())
        add_year_before(stage, released=True)
        for code, value in (("1", 83.5), ("1.1", 83.0), ("1.2", 84.0)):
            figure(stage, code, "national", value)
            figure(stage, code, "province", value + 1.5, rank=14)
        return stage


@pytest.fixture
def table(stage) -> Asked:
    """The provisional table."""
    with stage.engine.connect() as connection:
        return ask(connection, stage.code, provisional=True)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_table_gives_the_same_bytes(table, form, monkeypatch):
    first = FORMATS[form].write(table, HEAD)
    monkeypatch.setattr("time.localtime", lambda *_: (2030, 1, 1, 0, 0, 0, 0, 1, 0))
    assert FORMATS[form].write(table, HEAD) == first


def test_the_csv_has_the_columns_of_the_published_table_and_passes_our_own_check(table, tmp_path):
    (tmp_path / "bang.csv").write_bytes(FORMATS["csv"].write(table, HEAD))
    header, first, *_ = csv.reader(io.StringIO((tmp_path / "bang.csv").read_text("utf-8")))
    assert header[:9] == ["code", "level", "parent", "name_vi", "score_2023", "rank_2023", "score_2024", "rank_2024", "national_2024"]
    row = dict(zip(header, first, strict=True))
    assert (row["score_2024"], row["change_2024"], row["status"], row["release"], row["previous_status"]) == ("85.00", "2.57", "provisional", "", "released")
    figures, found = check_file(tmp_path / "bang.csv")
    assert not found and not figures.unchecked


def test_the_workbook_has_the_csv_in_it_and_passes_our_own_check(table, tmp_path):
    for form in ("csv", "xlsx"):
        (tmp_path / f"bang.{form}").write_bytes(FORMATS[form].write(table, HEAD))
    (of_csv, _), (of_book, found) = (check_file(tmp_path / f"bang.{form}") for form in ("csv", "xlsx"))
    assert of_book.rows == of_csv.rows and of_book.rows and not found and not of_book.unchecked


def test_the_rows_say_what_kind_of_wave_and_of_sample_they_are(table):
    [row, *_] = csv.DictReader(io.StringIO(FORMATS["csv"].write(table, HEAD).decode()))
    assert (row["kind"], row["sample"]) == ("household", "probability")


def test_answers_of_visitors_carry_their_warning_under_the_title_and_no_annex(stage, table):
    visitors = replace(table, document=table.document | {"kind": "desk", "warning": "không phải mẫu xác suất"})
    for asked, annex, warned in ((table, True, False), (visitors, False, True)):
        lines = [paragraph.text for paragraph in Document(io.BytesIO(FORMATS["docx"].write(asked, HEAD))).paragraphs][:5]
        assert (("Phụ lục I" in lines), ("(KHÔNG PHẢI MẪU XÁC SUẤT)" in lines)) == (annex, warned)
        sheet = load_workbook(io.BytesIO(FORMATS["xlsx"].write(asked, HEAD)))["Bảng chính thức"]
        assert sheet["A3"].value.startswith("KHÔNG PHẢI MẪU XÁC SUẤT. ") is warned


def test_the_period_of_the_answers_stands_under_the_title(stage, table):
    """The year of the title is that in which the wave began; a wave may go on into the next."""
    open_one = replace(table, document=table.document | {"closes_on": None, "run": table.document["run"] | {"finished_at": "2025-06-30T20:00:00+00:00"}})
    for asked, said in ((table, "Thu phiếu từ 01/05/2024 đến 01/06/2024."), (open_one, "Thu phiếu từ 01/05/2024 đến lúc tính 01/07/2025.")):
        lines = [paragraph.text for paragraph in Document(io.BytesIO(FORMATS["docx"].write(asked, HEAD))).paragraphs]
        assert any(said in line for line in lines)
        assert said in load_workbook(io.BytesIO(FORMATS["xlsx"].write(asked, HEAD)))["Bảng chính thức"]["A3"].value


def test_a_wave_before_of_the_same_year_is_named_by_its_code(stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.code == "ho-truoc").values(opens_on=date(2024, 1, 5)))
    with stage.engine.connect() as connection:
        table = ask(connection, stage.code, provisional=True)
    header = next(csv.reader(io.StringIO(FORMATS["csv"].write(table, HEAD).decode())))
    assert header[4:7] == ["score_previous", "rank_previous", "score_2024"] and header.count("score_2024") == 1
    words = [cell.text for cell in Document(io.BytesIO(FORMATS["docx"].write(table, HEAD))).tables[0].rows[0].cells]
    assert words[2] == "Đợt ho-truoc" and words[-1] == "So sánh với đợt ho-truoc"


def test_the_workbook_holds_numbers_as_printed(table):
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(table, HEAD)))
    sheet = book["Bảng chính thức"]
    titles = {sheet.cell(6, place).value or sheet.cell(5, place).value: place for place in range(1, sheet.max_column + 1)}
    change = sheet.cell(7, titles["Điểm"])
    assert (change.value, change.number_format) == (2.57, "+0.00;-0.00;0.00")
    assert sheet.freeze_panes == "C7" and sheet.print_title_rows == "$5:$6" and "TẠM TÍNH" in sheet.oddHeader.center.text
    assert any("không tính từ phiếu" in str(cell.value) for cell in book["Ghi chú"]["A"])


def test_every_sheet_prints_on_lying_pages_of_its_whole_width_with_its_headings(table):
    for sheet in load_workbook(io.BytesIO(FORMATS["xlsx"].write(table, HEAD))):
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", 1, 0, True)
        assert sheet.print_title_rows == {"Bảng chính thức": "$5:$6", "Dữ liệu": "$1:$1", "Ghi chú": None}[sheet.title]


def test_the_sheet_for_programs_holds_numbers_where_they_are_numbers_and_codes_as_text(table):
    header, first, *_ = load_workbook(io.BytesIO(FORMATS["xlsx"].write(table, HEAD)))["Dữ liệu"].iter_rows()
    cells = {name.value: cell for name, cell in zip(header, first, strict=True)}
    assert (cells["score_2024"].value, cells["score_2024"].number_format, cells["change_2024"].value) == (85, "0.00", 2.57)
    assert [cells[name].data_type for name in ("score_2024", "n_2024", "run", "code", "name_vi", "status", "digest")] == ["n", "n", "n", "s", "s", "s", "s"]


@pytest.fixture
def word(table) -> Document:
    """The Word document."""
    return Document(io.BytesIO(FORMATS["docx"].write(table, HEAD)))


def test_the_page_is_that_of_the_decree(word):
    section = word.sections[0]
    assert {round(side.mm) for side in (section.page_width, section.page_height)} == {210, 297}
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [25, 20, 30, 15]
    assert word.styles["Normal"].font.name == "Times New Roman" and word.styles["Normal"].font.size.pt == 13


def test_an_annex_names_the_report_it_goes_with_and_has_no_head_of_its_own(word):
    lines = [re.sub("[ \u00a0]+", " ", paragraph.text) for paragraph in word.paragraphs]
    assert lines[:4] == ["Phụ lục I", "CHỈ SỐ HÀI LÒNG CỦA NGƯỜI DÂN ĐỐI VỚI SỰ PHỤC VỤ CỦA CƠ QUAN HÀNH CHÍNH NHÀ NƯỚC", "TỈNH HOA LAU NĂM 2024",
                         "(Kèm theo Báo cáo số /BC-SNV ngày tháng năm của Sở Nội vụ tỉnh Hoa Lau)"]
    assert len(word.tables) == 1 and "CỘNG HÒA" not in word._body._body.xml


def test_a_paper_of_its_own_has_nation_issuer_number_and_subject_at_its_head_and_is_signed_at_its_end(table):
    word = Document(io.BytesIO(FORMATS["docx"].write(table, SIGNED)))
    head, _, end = (re.sub("[ \u00a0]+", " ", "\n".join(cell.text for row in part.rows for cell in row.cells)) for part in word.tables)
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TỈNH HOA LAU", "SỞ NỘI VỤ", "Số: /BC-SNV", "Hoa Lau, ngày tháng năm"):
        assert words in head
    assert [paragraph.text for paragraph in word.paragraphs[:3]] == ["BÁO CÁO", "Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước", "tỉnh Hoa Lau năm 2024"]
    assert "Nơi nhận:\n- Ủy ban nhân dân tỉnh Hoa Lau;" in end and "GIÁM ĐỐC" in end
    assert not any("Phụ lục" in paragraph.text or "Kèm theo" in paragraph.text for paragraph in word.paragraphs)


def test_the_table_says_what_the_published_ones_say(word):
    first = [cell.text for cell in word.tables[0].rows[2].cells]
    assert first == ["1", "Nội dung 1", "82,43", "85,00", "83,00 – 87,00", "14", "83,50", "Tăng 2,57"]
    assert [cell.text for cell in word.tables[0].rows[1].cells][-1] == "Chỉ số (điểm\u00a0%)"
    assert len(word.tables[0]._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 2


def test_the_last_notes_stay_together_and_with_the_signature(table):
    signed = Document(io.BytesIO(FORMATS["docx"].write(table, SIGNED)))
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in signed.paragraphs if paragraph.text.startswith("- ")]
    assert kept[-3:] == [True] * 3


def test_every_page_of_a_provisional_table_says_so(word):
    section = word.sections[0]
    for header in (section.first_page_header, section.header):
        assert any("SỐ LIỆU TẠM TÍNH" in paragraph.text for paragraph in header.paragraphs)


def test_the_notes_name_sources_method_and_digest(word, table):
    notes = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "mẫu xác suất" in notes and "n = 60" in notes and "Nguồn national" in notes and table.digest in notes


def test_a_released_table_is_not_marked_provisional(stage):
    release(stage, built(stage))
    with stage.engine.connect() as connection:
        content = FORMATS["docx"].write(ask(connection, stage.code), HEAD)
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"T\xe1\xba\xa0M T\xc3\x8dNH" in parts.read(name) for name in parts.namelist())
    assert re.search(rb"modified[^>]*>2025-03-01T02:30:00Z<", parts.read("docProps/core.xml")) and "Bản công bố số 1, 01/03/2025 09:30" in Document(io.BytesIO(content)).paragraphs[4].text


def test_a_table_that_was_corrected_says_so_on_every_page_and_sheet_and_in_every_row(stage):
    release(stage, built(stage))
    with stage.engine.connect() as connection:
        first = connection.scalar(select(Release.id).where(Release.wave_id == stage.wave_id))
    release(stage, built(stage), 2, corrects_id=first, correction="Thiếu 12 phiếu")
    with stage.engine.connect() as connection:
        old, new = ask(connection, stage.code, 1), ask(connection, stage.code)
    said = "ĐÃ ĐƯỢC ĐÍNH CHÍNH BỞI BẢN CÔNG BỐ SỐ 2"
    section = Document(io.BytesIO(FORMATS["docx"].write(old, HEAD))).sections[0]
    assert all(said in "".join(paragraph.text for paragraph in header.paragraphs) for header in (section.first_page_header, section.header))
    table, notes, _ = load_workbook(io.BytesIO(FORMATS["xlsx"].write(old, HEAD))).worksheets
    assert said in table["A3"].value and said in notes["A1"].value and table.oddHeader.center.text == said
    header, row, *_ = csv.reader(io.StringIO(FORMATS["csv"].write(old, HEAD).decode()))
    assert dict(zip(header, row, strict=True))["corrected_by"] == "2"
    assert new.edition.stamp is None and "Đính chính bản công bố số 1: Thiếu 12 phiếu" in new.edition.said


def test_points_stand_beside_the_most_there_can_be(stage, tmp_path):
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(kind="leaders"))
        add_run(connection, stage.wave_id, digest="e", scores=(17.0, 8.4, 8.6), method=METHOD | {"most_points": {"1": 22.0, "1.1": 10.5}})
    with stage.engine.connect() as connection:
        points = ask(connection, stage.code, provisional=True)
    word = Document(io.BytesIO(FORMATS["docx"].write(points, HEAD)))
    rows = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    place = rows[0].index("Điểm tối đa")
    assert [row[place] for row in rows[2:5]] == ["22", "10,5", "–"]
    assert [row["max_points"] for row in csv.DictReader(io.StringIO(FORMATS["csv"].write(points, HEAD).decode()))][:3] == ["22.0", "10.5", ""]
    (tmp_path / "diem.csv").write_bytes(FORMATS["csv"].write(points, HEAD))
    assert check_file(tmp_path / "diem.csv")[1] == ()


def test_scores_of_a_hundred_have_no_such_column(table):
    assert "max_points" not in FORMATS["csv"].write(table, HEAD).decode().splitlines()[0]
