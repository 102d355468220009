"""`sipas audit`: exit codes and messages that scripts rely on, and lists for people and programs."""
from __future__ import annotations

import json
import subprocess
import sys
import uuid

import pytest
from sqlalchemy import text

from survey_app import engine
from survey_app.api.tokens import add_token
from survey_app.commands.audit import group
from survey_app.desks.desk_codes import revoke
from survey_app.fielded import find_wave
from survey_app.intake import Submission, submit
from survey_app.journal import acting
from survey_app.settings import PROJECT
from tests.guards import drop_guards


@pytest.fixture
def sipas(app, desk):
    """`sipas audit` on a journal with one entry."""
    with app.app_context():
        revoke(engine(), desk.code)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(group, words)


def test_whole(sipas):
    told = sipas("head").stdout.strip()
    assert sipas("verify").stdout == f"Whole: 1 entries. Head {told}\n" and sipas("verify", "--expect", told).exit_code == 0


def test_broken(app, sipas):
    with app.app_context(), engine().begin() as connection:
        drop_guards(connection, "journal")
        connection.execute(text("UPDATE journal SET subject = 'khác'"))
    result = sipas("verify")
    assert result.exit_code == 1 and result.stdout.startswith("BROKEN at entry 1: ")


def test_another_head_than_the_one_written_down(sipas):
    assert sipas("verify", "--expect", f"1:{'0' * 64}").exit_code == 1
    assert sipas("verify", "--expect", f"7:{'0' * 64}").exit_code == 1


def test_a_wave_without_a_seal_fails_until_it_is_sealed(app, sipas, desk):
    with app.app_context():
        wave = find_wave(engine().connect(), desk.wave_code)
        submit(engine(), wave, Submission(str(uuid.uuid4()), {}, wave.opens_on, desk_id=desk.desk_id), channel="import")
        assert sipas("seal", "--wave", desk.wave_code).exit_code == 1  # it is open
        with engine().begin() as connection:
            connection.execute(text("UPDATE wave SET state = 'closed'"))
    result = sipas("verify")
    assert result.exit_code == 1 and f"NOT SEALED: wave {desk.wave_code} is closed" in result.stdout
    assert sipas("seal", "--wave", desk.wave_code).exit_code == 0 and sipas("verify").exit_code == 0


def test_a_row_that_is_not_as_told_fails(app, sipas, desk):
    with app.app_context(), engine().begin() as connection:
        connection.execute(text(f"INSERT INTO external_figure (wave_id, measure, kind, value, source, entered_by) VALUES ({desk.wave_id}, '1', 'national', 80, 'Bộ', 'ai')"))
    result = sipas("verify")
    assert result.exit_code == 1 and f"NOT AS TOLD: external figure {desk.wave_code} 1 national is stored and no entry tells of it." in result.stdout


def test_a_head_that_is_none_is_wrong_use(sipas):
    assert sipas("verify", "--expect", "one:two").exit_code == 2


def test_the_program_in_the_docs_agrees(app, sipas):
    with app.app_context():
        add_token(engine(), "máy đọc")
    docs = (PROJECT / "docs" / "journal.md").read_text(encoding="utf-8")
    program = "\n".join(line[4:] for line in docs.splitlines() if line.startswith("    "))
    exported = sipas("list", "--format", "json").stdout
    for export, whole in ((exported, True), (exported.replace("máy đọc", "máy khác"), False)):
        checked = subprocess.run([sys.executable, "-X", "utf8", "-c", program], input=export, capture_output=True, text=True, encoding="utf-8")
        assert (checked.returncode == 0) == whole and ("AssertionError: 2" in checked.stderr) != whole


def test_lists(sipas):
    (entry,) = json.loads(sipas("list", "--format", "json").stdout)
    assert (entry["number"], entry["actor"], entry["action"], entry["subject"]) == (1, acting(), "desk.revoke", "001")
    assert acting().startswith("cli:") and acting() in sipas("list").stdout
    for nothing in (("--since", "2999-01-01"), ("--until", "2000-01-01"), ("--actor", "ai-do"), ("--action", "token.add")):
        assert "No entries" in sipas("list", *nothing).stderr
    assert json.loads(sipas("list", "--since", "2000-01-01", "--limit", "1", "--format", "json").stdout) == [entry]
