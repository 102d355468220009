"""`sipas import`: words, JSON and exit codes."""
from __future__ import annotations

import json

import pytest

from survey_app.commands.import_ import command
from survey_app.database import open_engine
from tests.importing.conftest import WAVE, field_households, form, stored, write_csv


@pytest.fixture
def engine_here(settings):
    engine = open_engine(settings.database_url)
    field_households(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sipas(app, engine_here, tmp_path):
    runner = app.test_cli_runner()

    def sipas(rows: list[dict], *words: str, wave: str = WAVE):
        return runner.invoke(command, [str(write_csv(tmp_path / "phieu.csv", rows)), "--wave", wave, *words])
    return sipas


def test_a_good_file_exits_0_and_counts(sipas):
    result = sipas([form("0001"), form("0002")])
    assert (result.exit_code, result.stdout) == (0, "ho-thu: 2 read, 2 new, 0 already there, 0 refused\n")
    assert "Checking" in result.stderr


def test_the_file_again_exits_0_too(sipas):
    sipas([form()])
    again = sipas([form()])
    assert (again.exit_code, again.stdout) == (0, "ho-thu: 1 read, 0 new, 1 already there, 0 refused\n")


def test_a_bad_row_exits_1_names_it_and_stores_nothing(sipas, engine_here):
    result = sipas([form("0001"), form("0002", _1_1_1="7")])
    assert result.exit_code == 1 and stored(engine_here) == []
    assert result.stdout.splitlines() == [
        "phieu.csv: row 3, column 1.1.1: 7; expected one of 1, 2, 3, 4, 5, dk, ref, inv, or blank",
        "ho-thu: 2 read, 0 new, 0 already there, 1 refused, 1 good but held back",
    ]
    assert "--skip-bad" in result.stderr


def test_skip_bad_stores_the_rest_and_still_exits_1(sipas, engine_here):
    result = sipas([form("0001"), form("0002", _1_1_1="7")], "--skip-bad")
    assert result.exit_code == 1 and len(stored(engine_here)) == 1
    assert result.stdout.endswith("ho-thu: 2 read, 1 new, 0 already there, 1 refused\n")


def test_json_says_the_same_to_programs(sipas):
    result = sipas([form("0001"), form("0002", _1_1_1="7")], "--format", "json")
    assert json.loads(result.stdout) == {
        "wave": WAVE, "file": "phieu.csv", "read": 2, "new": 0, "already_there": 0, "refused": 1, "held_back": 1,
        "findings": [{"row": 3, "column": "1.1.1", "value": "7", "expected": "one of 1, 2, 3, 4, 5, dk, ref, inv, or blank"}],
    }


def test_a_long_value_is_cut_in_words_but_whole_in_json(sipas):
    long = "x" * 500
    assert "x" * 60 + "…" in sipas([form(_1_1_1=long)]).stdout and long not in sipas([form(_1_1_1=long)]).stdout
    assert json.loads(sipas([form(_1_1_1=long)], "--format", "json").stdout)["findings"][0]["value"] == long


def test_an_unknown_wave_is_wrong_use(sipas):
    result = sipas([form()], wave="khong-co")
    assert result.exit_code == 2 and "khong-co" in result.stderr


def test_a_file_that_is_not_there_is_wrong_use(sipas, app):
    result = app.test_cli_runner().invoke(command, ["missing.csv", "--wave", WAVE])
    assert result.exit_code == 2 and "missing.csv" in result.stderr


def test_a_file_that_is_no_table_exits_1(app, sipas, tmp_path):
    (tmp_path / "anh.csv").write_bytes(b"\x89PNG\r\n")
    result = app.test_cli_runner().invoke(command, [str(tmp_path / "anh.csv"), "--wave", WAVE])
    assert result.exit_code == 1 and "line 1: not UTF-8" in result.stderr
