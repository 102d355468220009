"""Nothing is released but the table that the decider looked at: what moves between proposal and decision is told and wants another look."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, select, update

from survey_app import engine
from survey_app.database import writing
from survey_app.external.national import national_figures
from survey_app.models import ExternalFigure, QuestionFigure, Release, Wave
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.freezing import freeze
from survey_app.releasing.moved import moved_since
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.refusal import Refused
from tests.releasing.conftest import LEDGER
from tests.releasing.published import Stage, change, set_stage

PAGE = "/cong-bo/ho-thu/1/quyet-dinh"
RELEASE = {"decision": "release", "reason": "Đã xem bảng"}


@pytest.fixture
def stage(app, accounts) -> Stage:
    """The wave in the application's database, proposed for release, with a national figure beside it."""
    with app.app_context():
        stage = set_stage(engine())
    nation(stage, 85.4)
    propose(stage.engine, stage.code, Proposal(stage.run_id, stage.people["first"], "Xong", LEDGER))
    return stage


def nation(stage, value: float) -> None:
    """Enter the country's figure, or change it."""
    with writing(stage.engine).begin() as connection:
        if not connection.execute(update(ExternalFigure).where(ExternalFigure.measure == "1").values(value=value)).rowcount:
            connection.execute(insert(ExternalFigure).values(wave_id=stage.wave_id, measure="1", kind="national", value=value, source="Báo cáo giả định"))


def preview(stage) -> tuple[dict, str]:
    with stage.engine.connect() as connection:
        return freeze(connection, stage.wave_id, stage.run_id)


def seen(page: str) -> str:
    """The digest in the form."""
    return re.search(r'name="seen"[^>]* value="([0-9a-f]{64})"', page)[1]


def test_the_page_shows_the_table_and_its_digest(stage, logged_in):
    page = logged_in("department").get(PAGE).text
    assert "Bảng sẽ được công bố" in page and "85,40" in page and seen(page) == preview(stage)[1]
    assert "Bảng đã thay đổi" not in page


def test_a_figure_changed_behind_the_open_page_is_not_released_unseen(stage, logged_in):
    decider = logged_in("department")
    opened = seen(decider.get(PAGE).text)
    nation(stage, 98.7)
    answer = decider.post(PAGE, data=RELEASE | {"seen": opened})
    assert answer.status_code == 422 and "bảng số liệu đã thay đổi sau khi bạn mở trang này" in answer.text
    assert "98,70" in answer.text and "1, số cả nước: 85,40 → 98,70" in answer.text and "Đã xem bảng" in answer.text and "checked" in answer.text
    with stage.engine.connect() as connection:
        assert connection.scalar(select(Release.state)) == "proposed"
    assert decider.post(PAGE, data=RELEASE | {"seen": seen(answer.text)}).status_code == 302  # having looked again
    with stage.engine.connect() as connection:
        assert connection.scalar(select(Release.document))["rows"][0]["national"] == 98.7


def test_another_mistake_on_the_page_does_not_hide_that_the_table_moved(stage, logged_in):
    decider = logged_in("department")
    opened = seen(decider.get(PAGE).text)
    nation(stage, 98.7)
    answer = decider.post(PAGE, data={"decision": "release", "reason": "", "seen": opened})
    assert seen(answer.text) == opened


def test_what_moved_since_the_proposal_is_told_to_everybody(stage, logged_in):
    nation(stage, 98.7)
    change(stage, Wave, Wave.id == stage.wave_id, title="Đợt đã đổi tên")
    for path in (PAGE, "/cong-bo/ho-thu/1"):
        page = logged_in("department").get(path).text
        assert "Bảng đã thay đổi từ lúc đề nghị" in page and "85,40 → 98,70" in page and "tên đợt: Đợt hộ gia đình thử → Đợt đã đổi tên" in page, path


def test_who_names_no_table_releases_only_the_one_that_was_proposed(stage):
    nation(stage, 98.7)
    with pytest.raises(Refused) as refused:
        decide(stage.engine, stage.code, 1, Decision(stage.people["second"], True, "Đồng ý"))
    assert refused.value.reason == "moved"
    decide(stage.engine, stage.code, 1, Decision(stage.people["second"], True, "Đồng ý", seen=preview(stage)[1]))


def test_figures_outside_the_table_are_part_of_what_was_seen(stage):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="C1", option="a", statistic="share", n=60, value=0.5))
    with pytest.raises(Refused):
        decide(stage.engine, stage.code, 1, Decision(stage.people["second"], True, "Đồng ý"))
    with stage.engine.connect() as connection:
        proposed = connection.scalar(select(Release.document))
    assert moved_since(proposed, preview(stage)[0]) == ["số liệu khác của lần tính (nhóm, câu hỏi, chênh lệch …) đã khác"]


def test_a_refused_proposal_shows_what_was_proposed(stage, logged_in):
    decide(stage.engine, stage.code, 1, Decision(stage.people["second"], False, "Chưa"))
    nation(stage, 98.7)
    page = logged_in("auditor").get("/cong-bo/ho-thu/1").text
    assert "85,40" in page and "98,70" not in page and "Mã băm bảng lúc đề nghị" in page


def test_beside_released_figures_stands_the_countrys_figure_that_was_frozen_with_them(stage, logged_in):
    decide(stage.engine, stage.code, 1, Decision(stage.people["second"], True, "Đồng ý"))
    nation(stage, 98.7)
    page = logged_in("auditor").get("/tong-quan/ho-thu").text
    assert "cả nước 0,40 điểm (85,40)" in page and "98,70" not in page
    with stage.engine.connect() as connection:
        assert national_figures(connection, stage.wave_id, 1)["1"].value == 85.4 and national_figures(connection, stage.wave_id)["1"].value == 98.7


@pytest.mark.parametrize(("measure", "expected"), [("1", 85.4), ("A5=none", 90.06)])
def test_a_release_of_before_has_them_from_its_table_and_the_others_as_entered(stage, measure, expected):
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=stage.wave_id, measure="A5=none", kind="national", value=90.06, source="Báo cáo giả định"))
        document, _ = freeze(connection, stage.wave_id, stage.run_id)
        document = {name: part for name, part in document.items() if name != "national"}
        connection.execute(update(Release).values(document=document))
    nation(stage, 98.7) if measure == "1" else None
    with stage.engine.connect() as connection:
        assert national_figures(connection, stage.wave_id, 1)[measure].value == expected
