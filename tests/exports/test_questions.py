"""The tables of questions outside the index: what stands in them, which run they show, and when none is made."""
import csv
import io
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

import forms
from survey_app.answered import period
from survey_app.arithmetic.checking import check_file
from survey_app.database import writing
from survey_app.exports.official_table.document import build_document
from survey_app.exports.questions.asking import ask
from survey_app.exports.questions.formats import FORMATS
from survey_app.exports.questions.wording import notes
from survey_app.models import Difference, QuestionFigure, Release, Run, StoredInstrument, Wave
from survey_app.office.letterhead import PAPERS, Letterhead
from survey_app.office.refusals import Contradicting, NoDocument
from tests.guards import drop_guards
from tests.exports.staged import add_year_before, figure, release
from tests.releasing.published import CHECKED, METHOD, Stage, add_run, set_stage

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
    assert shown.tables[0].title == "Mức độ quan tâm đến chính sách" and shown.tables[2].lines[0].now.value == pytest.approx(95)


def test_a_release_shows_its_own_run(stage):
    put(stage)
    with stage.engine.connect() as connection:
        with pytest.raises(NoDocument, match="no release yet"):
            ask(connection, stage.code)
    release(stage, {})
    with stage.engine.connect() as connection:
        assert (ask(connection, stage.code).edition.release, ask(connection, stage.code).run) == (1, stage.run_id)
        first = connection.scalar(select(Release.id))
    release(stage, {}, 2, corrects_id=first, correction="x")
    with stage.engine.connect() as connection:
        old = ask(connection, stage.code, 1)
    assert old.edition.stamp == "ĐÃ ĐƯỢC ĐÍNH CHÍNH BỞI BẢN CÔNG BỐ SỐ 2" and load_workbook(io.BytesIO(FORMATS["xlsx"].write(old, HEAD))).active["A2"].value.startswith(old.edition.stamp)
    assert next(csv.DictReader(io.StringIO(FORMATS["csv"].write(old, HEAD).decode())))["corrected_by"] == "2"


def test_the_papers_say_when_the_answers_came_as_the_official_table_does(stage, shown):
    said = "Thu phiếu từ 01/05/2024 đến 01/06/2024"
    with stage.engine.connect() as connection:
        assert period(build_document(connection, stage.wave_id, stage.run_id)) == said
    for paper in PAPERS:
        word = Document(io.BytesIO(FORMATS["docx"].write(shown, replace(HEAD, paper=paper))))
        assert any(paragraph.text.startswith(f"({said}. ") for paragraph in word.paragraphs)
    assert load_workbook(io.BytesIO(FORMATS["xlsx"].write(shown, HEAD))).active["A3"].value == f"{said}."
    assert {row["period"] for row in csv.DictReader(io.StringIO(FORMATS["csv"].write(shown, HEAD).decode()))} == {"2024-05-01/2024-06-01"}


def test_a_release_keeps_the_days_that_its_official_table_was_frozen_with(stage):
    put(stage)
    with stage.engine.connect() as connection:
        document = build_document(connection, stage.wave_id, stage.run_id)
    release(stage, document | {"closes_on": "2024-05-20"})
    with stage.engine.connect() as connection:
        assert [ask(connection, stage.code, provisional=now).period[-10:] for now in (False, True)] == ["20/05/2024", "01/06/2024"]


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
    assert (line.now.n, line.now.value) == (None, None)


def test_forms_left_out_are_noted_as_in_the_official_table(stage):
    with writing(stage.engine).begin() as connection:
        run = add_run(connection, stage.wave_id, digest="e", diagnostics=CHECKED | {"exclusions": {"n": 3, "reasons": {"staff_test": 3}, "measures": []}})
    put(stage, run_id=run)
    with stage.engine.connect() as connection:
        questions, official = ask(connection, stage.code, provisional=True), build_document(connection, stage.wave_id, run)
    noted = [note for note in notes(questions) if note.startswith("3 phiếu bị loại (phiếu thử của cán bộ: 3).")]
    assert len(noted) == 1 and noted[0] in official["notes"]


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
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["1", "Chính sách về phát triển kinh tế", "60", "78,14", "–"]
    assert any("3. Theo Ông/Bà" in paragraph.text and "(mỗi người chọn một)" in paragraph.text for paragraph in word.paragraphs)
    sheet = load_workbook(io.BytesIO(FORMATS["xlsx"].write(shown, HEAD))).active
    assert [sheet.cell(7, place).value for place in range(1, 5)] == ["A1.1", "Chính sách về phát triển kinh tế", 60, 78.14]


def put_beside_a_year_before(stage: Stage, **more) -> tuple[Stage, Stage]:
    """A run compared with one of the year before, which put A1.1 in other words and did not ask A1.6: the stages of both."""
    add_year_before(stage, released=False)
    text = forms.load("sipas_household").to_json().replace("policy.interest.electricity", "policy.interest.gas").replace('"vi":"Chính sách về phát triển kinh tế"', '"vi":"Kinh tế"')
    with writing(stage.engine).begin() as connection:
        wave = connection.scalar(select(Wave.id).where(Wave.code == "ho-truoc"))
        other = connection.execute(insert(StoredInstrument).values(code="x", version="x", digest="x" * 64, definition=text)).inserted_primary_key[0]
        connection.execute(update(Wave).where(Wave.id == wave).values(instrument_id=other))
        before = add_run(connection, wave, method=METHOD | more)
        now = add_run(connection, stage.wave_id, method=METHOD | {"previous": {"wave": "ho-truoc", "run": before}})
    stages = replace(stage, run_id=now), replace(stage, run_id=before)
    put(stages[0])
    put(stages[1], (("A5", "none", "share", 0.90), ("A5", "some", "share", 0.10), ("A5", "many", "share", 0.0), ("A1.1", "score", "score", 70.0)), lo=0.05, hi=0.15)
    return stages


def asked(stage: Stage):
    with stage.engine.connect() as connection:
        return ask(connection, stage.code, provisional=True)


@pytest.fixture
def compared(stage):
    """Its tables."""
    return asked(put_beside_a_year_before(stage)[0])


def test_the_year_before_stands_beside_where_it_asked_the_same(compared):
    lines = {(line.question, line.option): line for table in compared.tables for line in table.lines}
    assert (lines["A5", "none"].before.value, str(lines["A5", "none"].change)) == (pytest.approx(90), "5.00")
    assert lines["A1.1", "score"].change is lines["A1.1", "score"].before.value is None
    assert (compared.before.state("A5"), compared.before.state("A1.1"), compared.before.state("A1.6")) == ("same", "reworded", "new")


def test_without_a_year_before_nothing_is_said_of_one(shown):
    assert shown.before is None and b"compared" not in FORMATS["csv"].write(shown, HEAD)


def test_two_ways_of_weighting_are_not_compared(stage):
    assert asked(put_beside_a_year_before(stage, weighting="weighted")[0]).before is None


def test_files_say_both_years_and_what_is_not_compared(compared, tmp_path):
    (tmp_path / "cau-hoi.csv").write_bytes(FORMATS["csv"].write(compared, HEAD))
    rows = {(row["question"], row["option"]): row for row in csv.DictReader(io.StringIO((tmp_path / "cau-hoi.csv").read_text("utf-8")))}
    some = rows["A5", "some"]
    assert (some["share_2024"], some["share_2023"], some["n_2023"], some["change_2024"], some["compared"]) == ("5.00", "10.00", "60", "-5.00", "same")
    assert (rows["A1.1", "score"]["score_2023"], rows["A1.1", "score"]["compared"], rows["A1.6", "score"]["compared"]) == ("", "reworded", "new")
    figures, found = check_file(tmp_path / "cau-hoi.csv")
    assert not found and not figures.unchecked
    word = Document(io.BytesIO(FORMATS["docx"].write(compared, HEAD)))
    assert [cell.text for cell in word.tables[2].rows[3].cells] == ["2", "Có một số", "60", "5,00", "–", "10,00\n(5,00–15,00)", "−5,00"]
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "A1.1: lời hỏi, phương án" in said and "A1.6: câu mới" in said and "số liệu tạm tính, chưa công bố" in said and "Chưa kiểm định được thay đổi nào" in said
    sheet = load_workbook(io.BytesIO(FORMATS["xlsx"].write(compared, HEAD))).active
    assert ["A5", "Có một số", 60, 5.0, None, None, 60, 10.0, 5.0, 15.0, -5.0, None] in [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_change_beyond_chance_is_marked_in_every_file(stage, tmp_path):
    """Of two tested changes one; the errors of both know of the villages that the two samples share."""
    now = put_beside_a_year_before(stage)[0]
    with writing(stage.engine).begin() as connection:
        method = connection.scalar(select(Run.method).where(Run.id == now.run_id))
        drop_guards(connection, "run")
        connection.execute(update(Run).where(Run.id == now.run_id).values(method=method | {"previous": method["previous"] | {"shared_psus": 18, "overlap_psus": 18}}))
        for option, p in (("none", 0.05), ("some", 0.004)):
            connection.execute(insert(Difference).values(run_id=now.run_id, measure="A5", comparison="wave", domain_kind="question", domain=option, other="ho-truoc", difference=.05, p_holm=p))
    tables = asked(now)
    (tmp_path / "cau-hoi.csv").write_bytes(FORMATS["csv"].write(tables, HEAD))
    rows = {(row["question"], row["option"]): row for row in csv.DictReader(io.StringIO((tmp_path / "cau-hoi.csv").read_text("utf-8")))}
    assert [rows["A5", option]["p_holm"] for option in ("none", "some", "many")] == ["0.05", "0.004", ""]
    assert not check_file(tmp_path / "cau-hoi.csv")[0].unchecked
    word = Document(io.BytesIO(FORMATS["docx"].write(tables, HEAD)))
    changes = {row.cells[1].text: row.cells[-1].text for table in word.tables for row in table.rows}
    assert changes["Có một số"] == "−5,00\u00a0†" and changes["Không có"].endswith("5,00")
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "“†”: thay đổi vượt quá dao động ngẫu nhiên của mẫu (p hiệu chỉnh Holm trong từng câu hoặc đề mục; kiểm định 2 thay đổi)" in said
    assert "Hai đợt có chung 18 thôn trong mẫu; sai số của thay đổi đã tính đến phần chung này." in said


def test_a_contradiction_of_the_year_before_stops_the_tables_too(stage):
    now, before = put_beside_a_year_before(stage)
    put(now, (("A6", "none", "share", 0.9), ("A6", "some", "share", 0.1), ("A6", "many", "share", 0.0)))
    put(before, (("A6", "none", "share", 0.5), ("A6", "some", "share", 0.1), ("A6", "many", "share", 0.1)))
    with pytest.raises(Contradicting, match="share_2023"):
        asked(now)


def test_the_countrys_share_stands_beside_with_its_source(stage, tmp_path):
    put(stage)
    for measure, value in (("A5=none", 90.06), ("A5=some", 8.98), ("1.1", 83.0)):
        figure(stage, measure, "national", value)
    tables = asked(stage)
    assert [[line.national for line in table.lines] for table in tables.tables] == [[None, None], [None, None], [90.06, 8.98, None]]
    word = Document(io.BytesIO(FORMATS["docx"].write(tables, HEAD)))
    assert [cell.text for cell in word.tables[2].rows[1].cells] == ["1", "Không có", "60", "95,00", "–", "90,06"] and len(word.tables[0].columns) == 5
    assert any("Cả nước: số liệu bên ngoài" in paragraph.text and "Nguồn national" in paragraph.text for paragraph in word.paragraphs)
    (tmp_path / "cau-hoi.csv").write_bytes(FORMATS["csv"].write(tables, HEAD))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cau-hoi.csv").read_text("utf-8"))))
    assert [row["national_share"] for row in rows if row["question"] == "A5"] == ["90.06", "8.98", ""] and not check_file(tmp_path / "cau-hoi.csv")[0].unchecked
    sheet = load_workbook(io.BytesIO(FORMATS["xlsx"].write(tables, HEAD))).active
    assert ["A5", "Không có", 60, 95.0, None, None, 90.06] in [[cell.value for cell in row] for row in sheet.iter_rows()]
