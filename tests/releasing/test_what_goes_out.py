"""What people decide on is what goes out: the tables with their marks and notes, the second report, what replaced a release; calm findings are folded."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select, update

from survey_app import engine
from survey_app.database import writing
from survey_app.models import Difference, Estimate, ExternalFigure, Measure, QuestionFigure, Release, Run, Wave
from survey_app.releasing.checklist import Item
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.disclosure_checks import suppression
from survey_app.releasing.freezing import freeze
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.subject import find_wave, subject_of
from survey_app.releasing.wording import ITEM_STATES
from tests.exports.staged import add_year_before
from tests.guards import drop_guards
from tests.releasing.conftest import LEDGER
from tests.releasing.published import METHOD, Stage, add, set_stage

DECIDE, SHOW, RESULTS = "/cong-bo/ho-thu/1/quyet-dinh", "/cong-bo/ho-thu/1", "/ket-qua/ho-thu"


@pytest.fixture
def stage(app, accounts) -> Stage:
    """A wave whose first change is more than chance, ranked in both years, with a question outside the index; proposed for release."""
    with app.app_context():
        stage = set_stage(engine())
    add_year_before(stage, released=True)
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "run")
        before = connection.execute(select(Wave.id, Run.id.label("run")).join(Run, Run.wave_id == Wave.id).where(Wave.code == "ho-truoc")).one()
        connection.execute(update(Run).where(Run.id == stage.run_id).values(method=METHOD | {"previous": {"wave": "ho-truoc", "run": before.run}}))
        connection.execute(insert(Difference).values(run_id=stage.run_id, measure="1", comparison="wave", domain_kind="all", domain="ho-thu", other="ho-truoc", difference=2.5, se=1.0, p=0.01, p_holm=0.01))
        for wave, rank in ((stage.wave_id, 14), (before.id, 28)):
            connection.execute(insert(ExternalFigure).values(wave_id=wave, measure="1", kind="province", value=85.0, source=f"Nguồn {rank}", rank=rank))
        for option, share in (("none", 0.9), ("some", 0.1)):
            connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="A5", option=option, statistic="share", n=60, value=share))
    propose(stage.engine, stage.code, Proposal(stage.run_id, stage.people["first"], "Xong", LEDGER))
    return stage


def let_go(stage: Stage, number: int = 1) -> None:
    decide(stage.engine, stage.code, number, Decision(stage.people["second"], True, "Đồng ý"))


@pytest.mark.parametrize("page", [DECIDE, SHOW, RESULTS, "/cong-bo/ho-thu/1 sau"])
def test_every_page_has_the_table_with_its_marks_ranks_and_notes(stage, logged_in, page):
    if page.endswith(" sau"):
        let_go(stage)
    text = logged_in("department").get(page.split()[0]).text
    shown = re.sub(r"<[^>]+>", "|", text)
    assert "Tăng 2,57\u00a0†|Tăng 14 bậc" in shown  # a line end between the two
    assert "Xếp hạng (1)" in shown and "Xếp hạng (2)" in shown and "Nguồn ngoài công bố" in shown
    assert "“†”: thay đổi vượt quá dao động ngẫu nhiên" in shown and "trong 63 tỉnh, thành phố khi đó" in shown
    assert "(1) Số liệu của nguồn ngoài, không tính từ phiếu của đợt này: Nguồn 28" in shown and "Đợt trước, bản công bố số 1 (lần tính" in shown


def test_the_second_report_is_shown_where_it_is_decided_on(stage, logged_in):
    text = logged_in("department").get(DECIDE).text
    assert "Bảng nhận định, mong đợi" in text and "90,00" in text and "mỗi người chọn một" in text


def test_the_figures_beside_those_of_questions_are_part_of_what_was_seen(stage):
    with stage.engine.connect() as connection:
        seen = freeze(connection, stage.wave_id, stage.run_id)[1]
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=stage.wave_id, measure="A5=none", kind="national", value=91.0, source="Báo cáo cả nước"))
    with stage.engine.connect() as connection:
        document, digest = freeze(connection, stage.wave_id, stage.run_id)
        proposed = connection.scalar(select(Release.document).where(Release.wave_id == stage.wave_id))
    assert digest != seen and document["questions"] != proposed["questions"] and document["results"] == proposed["results"]


def test_a_release_that_was_replaced_says_by_which(stage, logged_in):
    let_go(stage)
    propose(stage.engine, stage.code, Proposal(stage.run_id, stage.people["first"], "Sửa lời", LEDGER, correction="Thiếu ghi chú"))
    reader = logged_in("department")
    assert "Đã được thay" not in reader.get("/cong-bo/ho-thu").text  # a proposal replaces nothing
    let_go(stage, 2)
    for page in ("/cong-bo/ho-thu", SHOW, "/bao-cao/"):
        assert reader.get(page).text.count("Đã được thay bằng bản số 2") == 1
    assert "Đã được thay" not in reader.get("/cong-bo/ho-thu/2").text


def hidden(connection, stage: Stage) -> str:
    return suppression(connection, subject_of(connection, find_wave(connection, stage.code), stage.run_id)).words


def test_hidden_figures_are_counted_by_what_they_are(stage):
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, "estimate", "question_figure")
        add(connection, Measure, run_id=stage.run_id, code="1.3", parent="1", level="item", label_vi="Ẩn", label_en="Hidden", position=9)
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1.3", n=0, suppressed="few_answers"))
        for option, why in (("many", "few_answers"), ("4", "complementary"), ("3", "no_answers")):
            connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="A6", option=option, statistic="share", n=0, suppressed=why))
        assert hidden(connection, stage) == (
            "Quy tắc ẩn: dưới 5 phiếu. Điểm của các chỉ tiêu: ẩn 1 số (1 vì ít phiếu, 0 để không suy ra được số đã ẩn). "
            "Số của câu hỏi riêng: ẩn 2 số (1 vì ít phiếu, 1 để không suy ra được số đã ẩn).")


def test_the_checklist_begins_with_its_sum_and_folds_what_is_calm(stage, logged_in):
    text = logged_in("department").get(DECIDE).text
    summed = re.search(r"<p><strong>([^<]*) · (\d+) đạt", text)
    listed, folded = (part.count("<li class=") for part in re.search(r'<ol class="checklist">(.*?)<details>(.*?)</details>', text[summed.start():], re.S).groups())
    assert "xác nhận" in summed[1] and folded >= int(summed[2]) > listed > 0
    assert 'class="ok"' not in text[summed.start():text.index("<details>", summed.start())]


def test_a_warning_somebody_wrote_to_stands_after_those_that_wait():
    waiting, written = Item("a", "A", "warning", "x"), Item("b", "B", "warning", "x", acknowledged="Đã xem", by="lan")
    order = list(ITEM_STATES)
    assert order.index(waiting.standing) < order.index(written.standing) < order.index(Item("c", "C", "ok", "x").standing)
