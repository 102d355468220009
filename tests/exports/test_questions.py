"""The tables of questions outside the index: what stands in them, which run they show, and when none is made."""
import csv
import io

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import insert

from survey_app.arithmetic.checking import check_file
from survey_app.database import writing
from survey_app.exports.questions.asking import ask
from survey_app.exports.questions.formats import FORMATS
from survey_app.models import QuestionFigure
from survey_app.office.letterhead import Letterhead
from survey_app.office.refusals import Contradicting, NoDocument
from tests.exports.staged import release
from tests.releasing.published import Stage, set_stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HEAD = Letterhead("tỉnh Hoa Lau", "Sở Nội vụ")
# Question, option, statistic, value: of 60 people 57 and 3; a score; two ways that many tick; who answered; what the index measures.
FOUND = (
    ("A5", "none", "share", 0.95), ("A5", "some", "share", 0.05), ("A5", "many", "share", 0.0), ("A1.1", "score", "score", 78.144), ("A1.1", "4", "share", 0.5),
    ("A1.6", "score", "score", 80.0), ("A2", "media", "share", 0.75), ("A2", "internet", "share", 0.6), ("D1", "female", "share", 0.5), ("1.1", "score", "score", 84.0),
)


def put(stage: Stage, found=FOUND, **more) -> None:
    with writing(stage.engine).begin() as connection:
        for question, option, statistic, value in found:
            connection.execute(insert(QuestionFigure).values(**{"run_id": stage.run_id, "question": question, "option": option, "statistic": statistic, "n": 60, "value": value} | more))


@pytest.fixture
def stage(engine) -> Stage:
    """A closed household wave with a run."""
    return set_stage(engine)


@pytest.fixture
def shown(stage):
    """Its provisional tables."""
    put(stage)
    with stage.engine.connect() as connection:
        return ask(connection, stage.code, provisional=True)


def test_scales_of_a_section_stand_together_and_choices_alone(shown):
    assert [(table.choose, [(line.question, line.option) for line in table.lines]) for table in shown.tables] == [
        (None, [("A1.1", "score"), ("A1.6", "score")]), ("any", [("A2", "media"), ("A2", "internet")]), ("1", [("A5", "none"), ("A5", "some"), ("A5", "many")])]
    assert shown.tables[0].title == "Mức độ quan tâm đến chính sách" and shown.tables[2].lines[0].value == pytest.approx(95)


def test_a_release_shows_its_own_run(stage):
    put(stage)
    with stage.engine.connect() as connection:
        with pytest.raises(NoDocument, match="no release yet"):
            ask(connection, stage.code)
    release(stage, {})
    with stage.engine.connect() as connection:
        assert (ask(connection, stage.code).edition.release, ask(connection, stage.code).run) == (1, stage.run_id)


@pytest.mark.parametrize(("found", "said"), [
    ((("A5", "none", "share", 0.95), ("A5", "some", "share", 0.10), ("A5", "many", "share", 0.0)), "add up to 105.00 %, expected 100 %"),
    ((("A2", "media", "share", 0.754),), "no whole number of 60 people"), ((("A1.1", "score", "score", 19.0),), "outside 20"),
])
def test_a_contradiction_stops_the_tables(stage, found, said):
    put(stage, found)
    with stage.engine.connect() as connection, pytest.raises(Contradicting, match=said):
        ask(connection, stage.code, provisional=True)


def test_a_hidden_figure_is_blank(stage):
    put(stage, (("A5", "none", "share", None),), n=0, suppressed="few_answers")
    with stage.engine.connect() as connection:
        line, = ask(connection, stage.code, provisional=True).tables[0].lines
    assert (line.n, line.value) == (None, None)


@pytest.mark.parametrize("code", ["ho-thu", "khong-co"])
def test_without_figures_or_wave_there_are_no_tables(stage, code):
    with stage.engine.connect() as connection, pytest.raises(NoDocument):
        ask(connection, code, provisional=True)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_tables_give_the_same_bytes(shown, form, monkeypatch):
    first = FORMATS[form].write(shown, HEAD)
    monkeypatch.setattr("time.localtime", lambda *_: (2030, 1, 1, 0, 0, 0, 0, 1, 0))
    assert FORMATS[form].write(shown, HEAD) == first


def test_the_csv_passes_our_own_check(shown, tmp_path):
    (tmp_path / "cau-hoi.csv").write_bytes(FORMATS["csv"].write(shown, HEAD))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cau-hoi.csv").read_text("utf-8"))))
    assert (rows[0]["score_2024"], rows[0]["share_2024"], rows[-1]["share_2024"], rows[-1]["status"]) == ("78.14", "", "0.00", "provisional")
    figures, found = check_file(tmp_path / "cau-hoi.csv")
    assert len(figures.rows) == 7 and not found and not figures.unchecked


def test_word_and_excel_say_the_same(shown):
    word = Document(io.BytesIO(FORMATS["docx"].write(shown, HEAD)))
    assert [cell.text for cell in word.tables[1].rows[1].cells] == ["1", "Chính sách về phát triển kinh tế", "60", "78,14", "–"]
    assert any("3. Theo Ông/Bà" in paragraph.text and "(mỗi người chọn một)" in paragraph.text for paragraph in word.paragraphs)
    sheet = load_workbook(io.BytesIO(FORMATS["xlsx"].write(shown, HEAD))).active
    assert [sheet.cell(7, place).value for place in range(1, 5)] == ["A1.1", "Chính sách về phát triển kinh tế", 60, 78.14]
