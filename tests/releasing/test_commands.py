"""`sipas release`: the list with digests, and every way in which a release can be harmed."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import text

from survey_app import engine as app_engine
from survey_app.commands.release import group
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
    assert (answer.exit_code, answer.output) == (0, "ho-thu/1: whole\n1 releases verified.\n")


@pytest.mark.parametrize(("statement", "tables", "words"), [
    ("UPDATE release SET document = replace(document, '85.00', '95.00')", ["release"], "the document differs from its digest"),
    ("UPDATE release SET digest = 'x'", ["release"], "the digest differs from the journal's"),
    ("DELETE FROM journal WHERE action = 'release.release'", ["journal"], "the journal has no entry"),
    ("UPDATE run SET input_digest = 'x'", ["run"], "the input digest of run 1 differs"),
    ("UPDATE estimate SET score = 99 WHERE measure = '1.1'", ["estimate"], "figures of run 1 differ from the released ones: 1.1"),
    ("DELETE FROM estimate WHERE measure = '1'", ["estimate"], "figures of run 1 differ from the released ones: 1"),
])
def test_every_harm_is_found(run, stage, proposed, decided, statement, tables, words):
    decided(proposed())
    harm(stage, statement, *tables)
    answer = run("verify", "--wave", "ho-thu")
    assert answer.exit_code == 1 and words in answer.output and "1 of 1 releases differ" in answer.output
