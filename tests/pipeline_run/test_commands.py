"""`sipas pipeline run` as people call it."""
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from pipeline.commands import pipeline_group
from survey_app.database import writing
from tests.pipeline_run.small_waves import field_households, one_database, runs_of


@pytest.fixture
def call(here, monkeypatch):
    """Call `sipas pipeline run` in the test's installation."""
    monkeypatch.setenv("DATABASE_URL", here.database_url)
    monkeypatch.setenv("SIPAS_DATA", str(here.data_dir))
    return lambda *arguments: CliRunner().invoke(pipeline_group, ["run", *arguments])


def test_json_says_how_the_run_ended(households, engine, call):
    result = call("--wave", "ho-thu", "--format", "json")
    (run,) = runs_of(engine)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"run": run.id, "wave": "ho-thu", "status": "succeeded", "input_digest": run.input_digest, "n": 18}


@one_database
def test_failed_run_has_its_reason_and_exit_code_1(engine, call):
    field_households(engine)
    result = call("--wave", "ho-thu", "--format", "json")
    assert result.exit_code == 1
    shown = json.loads(result.stdout)
    assert (shown["status"], shown["n"], shown["input_digest"]) == ("failed", None, None)
    assert shown["reason"] in result.stderr


@one_database
def test_unknown_wave_is_an_error(households, call):
    result = call("--wave", "nix")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no wave 'nix'; there are: ho-thu" in result.stderr


@one_database
def test_missing_database_is_told_with_the_remedy(tmp_path, call, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    result = call("--wave", "ho-thu")
    assert result.exit_code == 1 and "sipas db upgrade" in result.stderr


@one_database
def test_an_older_database_is_told_with_the_remedy_and_no_run_is_stored(households, engine, call):
    with writing(engine).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f015c433e13e'"))
    result = call("--wave", "ho-thu")
    assert result.exit_code == 1 and "another version (f015c433e13e)" in result.stderr and "run: sipas db upgrade" in result.stderr
    assert runs_of(engine) == []


@one_database
def test_text_is_for_people(households, call):
    assert call("--wave", "ho-thu").stdout.startswith("Run 1 of wave ho-thu: succeeded, 18 responses, input ")


def test_importing_the_commands_is_quick():
    """They are loaded by every call of `sipas`: nothing heavy may come with them."""
    heavy = "pyarrow", "numpy", "scipy", "sqlalchemy", "apscheduler", "structlog"
    program = f"import sys, pipeline.commands; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
