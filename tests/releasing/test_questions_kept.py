"""The report of single questions after its release: made anew it is the one that was let go, or it is refused and `release verify` names it."""
from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import delete, insert, select, update

from survey_app.commands.release import group as releases
from survey_app.commands.report import group as reports
from survey_app.database import writing
from survey_app.exports.questions.asking import ask
from survey_app.models import Difference, ExternalFigure, QuestionFigure, Release, Run, Wave, now
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.freezing import digest_of, freeze
from survey_app.releasing.verifying import verify_releases
from tests.guards import drop_guards
from tests.releasing.published import Stage
from tests.releasing.test_what_goes_out import stage  # noqa: F401 - a fixture

REPORT = "/bao-cao/ho-thu/cau-hoi.csv"
BEFORE = select(Run.id).join(Wave, Wave.id == Run.wave_id).where(Wave.code == "ho-truoc").scalar_subquery()
OWN = select(Run.id).join(Wave, Wave.id == Run.wave_id).where(Wave.code == "ho-thu").scalar_subquery()
NAMED = "the tables of single questions made now are not those that were released"


@pytest.fixture
def released(stage) -> Stage:  # noqa: F811
    """The stage with its question asked the year before too (the change tested) and the country's share; released."""
    with writing(stage.engine).begin() as connection:
        for option, share in (("none", 0.8), ("some", 0.2)):
            connection.execute(insert(QuestionFigure).values(run_id=connection.scalar(select(BEFORE)), question="A5", option=option, statistic="share", n=60, value=share))
        connection.execute(insert(Difference).values(run_id=stage.run_id, measure="A5", comparison="wave", domain_kind="question", domain="none", other="ho-truoc", difference=0.1, p_holm=0.01))
        connection.execute(insert(ExternalFigure).values(wave_id=stage.wave_id, measure="A5=none", kind="national", value=91.0, source="Báo cáo cả nước"))
    with stage.engine.connect() as connection:
        seen = freeze(connection, stage.wave_id, stage.run_id)[1]
    decide(stage.engine, stage.code, 1, Decision(stage.people["second"], True, "Đồng ý", seen=seen))
    return stage


def act(stage: Stage, statement, *tables: str) -> None:  # noqa: F811
    with writing(stage.engine).begin() as connection:
        drop_guards(connection, *tables)
        connection.execute(statement)


def verdict(stage: Stage):  # noqa: F811
    with stage.engine.connect() as connection:
        (found,) = verify_releases(connection, "ho-thu")
        return found


def source(stage: Stage) -> str:  # noqa: F811
    with stage.engine.connect() as connection:
        return ask(connection, stage.code).before.source


def test_what_was_not_touched_is_whole_and_made(released, logged_in):
    assert verdict(released).whole and logged_in("department").get(REPORT).status_code == 200


@pytest.mark.parametrize(("statement", "table"), [
    (update(QuestionFigure).where(QuestionFigure.run_id == BEFORE, QuestionFigure.option == "none").values(value=0.7), "question_figure"),
    (delete(QuestionFigure).where(QuestionFigure.run_id == BEFORE), "question_figure"),
    (update(QuestionFigure).where(QuestionFigure.run_id == OWN, QuestionFigure.option == "none").values(value=0.7), "question_figure"),
    (update(Difference).where(Difference.measure == "A5").values(p_holm=0.9), "difference"),
    (update(Run).where(Run.id == BEFORE).values(method={"weighting": "weighted"}), "run"),
])
def test_what_was_changed_is_named_and_not_made(app, released, logged_in, tmp_path, statement, table):
    act(released, statement, table)
    verified = CliRunner().invoke(releases, ["verify", "--wave", "ho-thu"], obj=ScriptInfo(create_app=lambda: app))
    assert verified.exit_code == 1 and NAMED in verified.output
    with app.app_context():
        made = CliRunner().invoke(reports, ["questions", "--wave", "ho-thu", "--out", str(tmp_path / "cau-hoi.csv")])
    assert made.exit_code == 1 and "report of single questions of release 1 is not the one that was released" in made.output and not list(tmp_path.glob("cau-hoi*"))
    answer = logged_in("department").get(REPORT)
    assert answer.status_code == 409 and "không còn là bảng đã công bố (bản số 1" in answer.text


def test_tables_that_are_gone_are_named(released):
    act(released, delete(QuestionFigure), "question_figure")
    assert "questions" in {harm.code for harm in verdict(released).harms}


def test_a_document_that_was_given_another_digest_of_the_tables_is_refused_too(released, logged_in):
    with released.engine.connect() as connection:
        document = connection.scalar(select(Release.document).where(Release.wave_id == released.wave_id))
    act(released, update(Release).where(Release.wave_id == released.wave_id).values(document=document | {"national": {}}), "release")
    assert logged_in("department").get(REPORT).status_code == 409


def test_the_wave_before_keeps_the_name_that_it_was_released_beside(released):
    said = source(released)
    act(released, update(Wave).where(Wave.code == "ho-truoc").values(title="Tên khác"), "wave")
    assert source(released) == said and said.startswith("Đợt trước, bản công bố số 1") and verdict(released).whole
    with released.engine.connect() as connection:
        assert ask(connection, released.code, provisional=True).before.source.startswith("Tên khác")


@pytest.mark.parametrize("statement", [
    update(ExternalFigure).where(ExternalFigure.measure == "A5=none").values(value=50.0, source="Nguồn khác"), delete(ExternalFigure).where(ExternalFigure.measure == "A5=none"),
])
def test_a_figure_of_the_country_entered_since_changes_nothing(released, statement):
    act(released, statement, "external_figure")
    assert verdict(released).whole


def test_a_later_release_of_the_wave_before_changes_nothing(released):
    said = source(released)
    with writing(released.engine).begin() as connection:
        first = connection.execute(select(Release.id, Release.wave_id).where(Release.run_id == BEFORE)).one()
        connection.execute(insert(Release).values(
            wave_id=first.wave_id, number=2, run_id=BEFORE, state="released", reason="x", checklist=[], document={}, digest="0" * 64, corrects_id=first.id, correction="Thiếu ghi chú",
            proposed_by=released.people["first"], decided_by=released.people["second"], decided_at=now()))
    assert source(released) == said and verdict(released).whole


def test_a_release_made_before_the_tables_were_digested_is_compared_as_far_as_it_goes(released, logged_in):
    with released.engine.connect() as connection:
        stored = connection.scalar(select(Release.document).where(Release.wave_id == released.wave_id))
    document = {name: part for name, part in stored.items() if name != "questions"}
    act(released, update(Release).where(Release.wave_id == released.wave_id).values(document=document, digest=digest_of(document)), "release")
    assert {harm.part for harm in verdict(released).harms} == {"digest"}  # the journal's is the one of before
    act(released, update(QuestionFigure).where(QuestionFigure.run_id == BEFORE).values(value=0.5), "question_figure")
    assert {harm.code for harm in verdict(released).harms} == {"differs"} and logged_in("department").get(REPORT).status_code == 200
