"""`sipas pipeline thin`: what would go and how much, then doing it."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo

from pipeline.commands import pipeline_group
from survey_app import engine as app_engine
from survey_app.keeping.changing import change_rule
from survey_app.keeping.reading import Rule
from tests.keeping.nights import GOES, add_nights, entries
from tests.releasing.published import set_stage


@pytest.fixture
def stage(app):
    """The stage in the application's own database, with three old nights."""
    with app.app_context():
        stage = set_stage(app_engine())
        add_nights(stage.engine, stage.wave_id, 200)
        return stage


@pytest.fixture
def call(app):
    """Call `sipas pipeline thin`; the result."""
    return lambda *words: CliRunner().invoke(pipeline_group, ["thin", *words], obj=ScriptInfo(create_app=lambda: app))


def test_a_dry_run_says_what_would_go_and_changes_nothing(call, stage):
    told = call("--dry-run")
    assert told.output == ("ho-thu: 2 runs, 2 to 3\n2 runs would be thinned, 8 rows, about 0.0 MB that the database uses again. "
                           "Kept whole: 1 recent, 1 last of its month; recent: 31 nights.\n")
    assert entries(stage.engine, "run.thin") == []


def test_it_thins_once_and_then_there_is_nothing_left(call, stage):
    done = json.loads(call("--format", "json").output)
    assert done == {"dry_run": False, "nights": 31, "runs": {"ho-thu": [2, 3]}, "rows": 2 * GOES, "bytes": 2 * GOES * 134, "kept_whole": {"month": 1, "recent": 1}}
    (entry,) = entries(stage.engine, "run.thin")
    assert entry.actor.startswith("cli:")
    assert call().output.startswith("0 runs thinned, 0 rows. Kept whole")


def test_switched_off_it_needs_to_be_told_how_many_nights(call, stage):
    change_rule(stage.engine, Rule(False))
    refused = call()
    assert refused.exit_code == 1 and "switched off" in refused.output and entries(stage.engine, "run.thin") == []
    assert call("--dry-run").exit_code == 0 and call("--nights", "3").exit_code == 2
    assert call("--nights", "31").output.startswith("ho-thu: 2 runs") and len(entries(stage.engine, "run.thin")) == 1
