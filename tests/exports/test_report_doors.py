"""Where the official table is got: the command and the page."""
import io

import pytest
from click.testing import CliRunner
from docx import Document
from sqlalchemy import update

from survey_app.commands.report import group
from survey_app.database import writing
from survey_app.exports.official_table.formats import FORMATS
from survey_app.models import Wave
from tests.exports.staged import built, release
from tests.exports.test_official_files import stage  # noqa: F401 - a fixture
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.releasing.published import add_run


def run(app, *words):
    with app.app_context():
        return CliRunner().invoke(group, ["official-table", *map(str, words)])


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_the_format_its_file_is_named_for(app, stage, tmp_path, form):
    answer = run(app, "--wave", stage.code, "--out", tmp_path / f"bang.{form}", "--provisional")
    assert answer.exit_code == 0 and "provisional, not released" in answer.output
    assert [path.name for path in tmp_path.glob("bang*")] == [f"bang.{form}"]


@pytest.mark.parametrize(("words", "begins"), [((), "Phụ lục I"), (("--as", "annex"), "Phụ lục I"), (("--as", "document"), "BÁO CÁO")])
def test_the_command_writes_an_annex_or_a_paper_of_its_own(app, stage, tmp_path, words, begins):
    assert run(app, "--wave", stage.code, "--out", tmp_path / "bang.docx", "--provisional", *words).exit_code == 0
    assert Document(tmp_path / "bang.docx").paragraphs[0].text == begins


@pytest.mark.parametrize(("words", "code", "said"), [
    ((), 1, "has no release yet"), (("--provisional", "--release", "1"), 2, "contradict"), (("--wave", "khong-co", "--provisional"), 1, "There is no wave 'khong-co'. Waves: ho-thu"),
    (("--out", "bang.pdf", "--provisional"), 2, "expected one of csv, xlsx, docx"), (("--as", "document", "--provisional"), 2, "--format is csv"),
    (("--out", "/khong/co/bang.csv", "--provisional"), 1, "cannot be written"),
])
def test_what_the_command_refuses(app, stage, tmp_path, words, code, said):
    answer = run(app, "--wave", stage.code, "--out", tmp_path / "bang.csv", *words)
    assert answer.exit_code == code and said in answer.output and not list(tmp_path.glob("bang*"))


def test_the_page_offers_each_release_and_the_provisional_table(app, stage, logged_in):  # noqa: F811
    release(stage, built(stage))
    page = logged_in("auditor").get("/bao-cao/").text
    assert "Bản công bố số 1" in page and "/bao-cao/ho-thu/bang-chinh-thuc.docx?lan=1" in page and "/bao-cao/ho-thu/bang-chinh-thuc.csv?tam-tinh=1" not in page
    with writing(stage.engine).begin() as connection:
        add_run(connection, stage.wave_id, digest="e")
    assert "/bao-cao/ho-thu/bang-chinh-thuc.csv?tam-tinh=1" in logged_in("auditor").get("/bao-cao/").text


def test_a_download_has_a_name_and_a_kind(app, stage, logged_in):  # noqa: F811
    answer = logged_in("department").get("/bao-cao/ho-thu/bang-chinh-thuc.docx?tam-tinh=1")
    assert answer.status_code == 200 and answer.content_type == FORMATS["docx"].media
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sipas-ho-thu-tam-tinh.docx"'


def test_a_word_document_is_offered_as_an_annex_and_as_a_paper_of_its_own(app, stage, logged_in):  # noqa: F811
    department = logged_in("department")
    page = department.get("/bao-cao/").text
    assert "DOCX phụ lục" in page and "/bao-cao/ho-thu/bang-chinh-thuc.docx?tam-tinh=1&amp;van-ban=1" in page
    answer = department.get("/bao-cao/ho-thu/bang-chinh-thuc.docx?tam-tinh=1&van-ban=1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sipas-ho-thu-tam-tinh-van-ban.docx"'
    assert Document(io.BytesIO(answer.data)).paragraphs[0].text == "BÁO CÁO"


@pytest.mark.parametrize(("address", "said"), [
    ("bang-chinh-thuc.docx", "Chưa có báo cáo này"), ("bang-chinh-thuc.docx?lan=7", "Chưa có báo cáo này"), ("cau-hoi.csv?tam-tinh=1", "Chưa có báo cáo này"),
    ("bang-chinh-thuc.csv?lan=0", "Không tìm thấy trang"), ("bang-chinh-thuc.csv?lan=99999999999999999999", "Không tìm thấy trang"), ("khong-co.csv", "Không tìm thấy trang"),
])
def test_a_report_that_is_not_there_is_a_page_that_says_so(app, stage, logged_in, address, said):  # noqa: F811
    answer = logged_in("department").get(f"/bao-cao/ho-thu/{address}")
    assert answer.status_code == 404 and said in answer.text


def test_a_report_of_another_kind_of_wave_is_not_there(app, stage, logged_in):  # noqa: F811
    with writing(stage.engine).begin() as connection:
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(kind="desk"))
    assert logged_in("department").get("/bao-cao/ho-thu/cau-hoi.csv?tam-tinh=1").status_code == 404


def test_a_release_changed_in_the_database_is_said_to_be(app, stage, logged_in):  # noqa: F811
    release(stage, built(stage) | {"title": "Đã sửa"}, digest="0" * 64)
    answer = logged_in("department").get("/bao-cao/ho-thu/bang-chinh-thuc.csv")
    assert answer.status_code == 409 and "không còn là bảng đã công bố (bản số 1" in answer.text


def test_a_table_that_contradicts_itself_is_a_page_that_says_so(app, stage, logged_in):  # noqa: F811
    document = built(stage)
    document["rows"][0] |= {"printed": "85.02"}
    release(stage, document)
    answer = logged_in("department").get("/bao-cao/ho-thu/bang-chinh-thuc.csv")
    assert answer.status_code == 409 and "in 85,02, nhưng trung bình của 2 tiêu chí bên dưới là 85,00" in answer.text
