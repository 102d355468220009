"""`sipas release`: the list with digests, and every way in which a release can be harmed."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import insert, select, text, update

from survey_app import engine as app_engine
from survey_app.commands.release import group
from survey_app.models import Difference, Estimate, JournalEntry, QuestionFigure, Release
from survey_app.releasing.freezing import digest_of
from survey_app.releasing.withdrawing import withdraw
from tests.guards import drop_guards
from tests.releasing.published import set_stage


@pytest.fixture
def stage(app):
    """The stage in the application's own database."""
    with app.app_context():
        return set_stage(app_engine())


@pytest.fixture
def run(app, stage):
    """Call `sipas release`; the result."""
    return lambda *words: CliRunner().invoke(group, words, obj=ScriptInfo(create_app=lambda: app))


def harm(stage, statement: str, *tables: str) -> None:
    """Change what no right allows to change."""
    with stage.engine.begin() as connection:
        drop_guards(connection, *tables)
        connection.execute(text(statement))


def test_the_list_has_everything_programs_need(run, stage, proposed, decided):
    assert run("list").output == "No releases yet.\n"
    digest = decided(proposed())
    (one,) = json.loads(run("list", "--wave", "ho-thu", "--format", "json").output)
    expected = {"wave": "ho-thu", "number": 1, "state": "released", "run": stage.run_id, "proposed_by": "first", "decided_by": "second", "corrects": None, "digest": digest}
    assert expected.items() <= one.items() and one["decided_at"].endswith("+00:00")
    assert digest in run("list").output


def test_an_unknown_wave_is_told(run):
    for words in (("list",), ("verify",)):
        answer = run(*words, "--wave", "khong")
        assert answer.exit_code == 1 and "there is no wave 'khong'" in answer.output


def test_what_was_not_touched_is_whole(run, proposed, decided):
    decided(proposed())
    proposed(correction="Bản 1 thiếu", acknowledged={"ledger": "x", "previous_release": "y"})  # a proposal is not verified
    answer = run("verify")
    assert (answer.exit_code, answer.output) == (0, "ho-thu/1: whole\n1 releases verified. Whether their figures follow from the stored answers: sipas pipeline verify --wave W\n")


@pytest.mark.parametrize(("statement", "tables", "words"), [
    ("UPDATE release SET document = replace(document, '85.00', '95.00')", ["release"], "the document differs from its digest"),
    ("UPDATE release SET digest = 'x'", ["release"], "the digest differs from the journal's"),
    ("DELETE FROM journal WHERE action = 'release.release'", ["journal"], "the journal has no entry"),
    ("UPDATE run SET input_digest = 'x'", ["run"], "the input digest of run 1 differs"),
    ("UPDATE estimate SET score = 99 WHERE measure = '1.1'", ["estimate"], "figures of run 1 differ from the released ones: 1.1"),
    ("DELETE FROM estimate WHERE measure = '1'", ["estimate"], "figures of run 1 differ from the released ones: 1"),
    ("UPDATE estimate SET score = 99 WHERE domain = '01'", ["estimate"], "rows of run 1 were changed since the release, in: estimate"),
    ("UPDATE estimate SET lo_logit = 1 WHERE measure = '1' AND domain = 'all'", ["estimate"], "in: estimate"),
    ("UPDATE measure SET label_vi = 'x' WHERE code = '1'", ["measure"], "in: measure"),
    ("UPDATE question_figure SET value = 0.6", ["question_figure"], "in: question_figure"),
    ("DELETE FROM question_figure", ["question_figure"], "in: question_figure"),
    ("UPDATE difference SET p = 0.01", ["difference"], "in: difference"),
    ("UPDATE run SET counts = '{}'", ["run"], "in: run"),
    ("DELETE FROM release", ["release"], "ho-thu/1: there is no row of it, and the journal says it is released"),
    ("UPDATE release SET state = 'refused'", ["release"], "it is refused and the journal says released"),
    ("UPDATE release SET decided_by = 3", ["release"], "the decider differs from the journal's"),
    ("UPDATE release SET proposed_by = 3", ["release"], "the proposer differs from the journal's"),
    ("UPDATE release SET decision = 'x'", ["release"], "the words of the decision differs from the journal's"),
    ("UPDATE release SET reason = 'x'", ["release"], "the reason differs from the journal's"),
    ("UPDATE release SET proposed_at = '2024-01-01 00:00:00.000000'", ["release"], "the time of the proposal differs from the journal's"),
    ("UPDATE release SET decided_at = '2024-01-01 00:00:00.000000'", ["release"], "the time of the decision differs from the journal's; it was decided before it was proposed"),
    ("UPDATE release SET checklist = replace(checklist, 'chia', 'giao')", ["release"], "the checklist or what was written to it differs from the journal's"),
    ("UPDATE run SET asked_by = 'ai-khac'", ["run"], "who asked for the run differs from the journal's"),
])
def test_every_harm_is_found(run, stage, proposed, decided, statement, tables, words):
    with stage.engine.begin() as connection:
        connection.execute(insert(Estimate).values(run_id=stage.run_id, measure="1", domain_kind="stratum", domain="01", n=30, score=80.0))
        connection.execute(insert(QuestionFigure).values(run_id=stage.run_id, question="C1", option="a", statistic="share", n=60, value=0.5))
        connection.execute(insert(Difference).values(run_id=stage.run_id, measure="1", comparison="domain", domain_kind="stratum", domain="01", other="02", difference=1.0, p=0.5))
    decided(proposed())
    harm(stage, statement, *tables)
    answer = run("verify", "--wave", "ho-thu")
    assert answer.exit_code == 1 and words in answer.output and "1 of 1 releases differ" in answer.output


@pytest.mark.parametrize(("statement", "words"), [
    ("DELETE FROM release WHERE number = 2", "ho-thu/2: there is no row of it, and the journal says it is released"),
    ("UPDATE release SET correction = 'Không có gì sai' WHERE number = 2", "the words of the correction differs from the journal's"),
    ("UPDATE release SET number = 4 WHERE number = 2", "ho-thu/3: there is no row of it and no entry in the journal"),
    ("UPDATE release SET corrects_id = NULL, correction = NULL WHERE number = 2", "what it corrects differs from the journal's"),
])
def test_a_bent_correction_is_found(run, stage, proposed, decided, statement, words):
    decided(proposed())
    decided(proposed(correction="Bản 1 thiếu 12 phiếu", acknowledged={"ledger": "x", "previous_release": "y"}))
    assert run("verify").exit_code == 0
    harm(stage, statement, "release")
    answer = run("verify")
    assert answer.exit_code == 1 and words in answer.output and "ho-thu/1: whole" in answer.output


def test_a_refused_proposal_that_is_gone_is_found(run, stage, proposed, decided):
    proposed()
    decided(release=False)
    assert run("verify").output.startswith("0 releases verified.")
    harm(stage, "DELETE FROM release", "release")
    assert "the journal says it is refused" in run("verify").output


def test_a_withdrawn_proposal_that_is_bent_is_found(run, stage, proposed):
    withdraw(stage.engine, "ho-thu", proposed(), stage.people["first"], "Nhầm lần tính")
    assert run("verify").output.startswith("0 releases verified.") and "withdrawn" in run("list").output
    harm(stage, "UPDATE release SET decision = 'x', state = 'proposed', decided_at = NULL", "release")
    assert "it is proposed and the journal says withdrawn" in run("verify").output


def test_an_older_release_without_digests_of_its_results_is_told_and_whole(run, stage, proposed, decided):
    """As the version before released: a document without `results`, an entry with four details."""
    decided(proposed())
    with stage.engine.begin() as connection:
        drop_guards(connection, "release", "journal")
        document = {name: value for name, value in connection.scalar(select(Release.document)).items() if name != "results"}
        connection.execute(update(Release).values(document=document, digest=digest_of(document)))
        said = {"account": "second", "run": stage.run_id, "reason": "Đồng ý", "document_digest": digest_of(document)}
        connection.execute(update(JournalEntry).where(JournalEntry.action == "release.release").values(details=json.dumps(said)))
    answer = run("verify")
    assert answer.exit_code == 0 and "ho-thu/1: whole (digests of all its results: not recorded" in answer.output
