"""`sipas organisation`, `sipas user place` and `sipas link`: what scripts rely on, and refusals that name the culprit."""
from __future__ import annotations

import json

import pytest

from survey_app import engine
from survey_app.commands import link, organisation, user
from tests.fielding import field_household

GROUPS = {"organisation": organisation.group, "user": user.group, "link": link.group}


@pytest.fixture
def sipas(app):
    """Runs `sipas` words."""
    runner = app.test_cli_runner()
    return lambda name, *words: runner.invoke(GROUPS[name], words)


def test_organisations(sipas):
    assert sipas("organisation", "add", "buu-dien", "Bưu điện tỉnh", "--kind", "buu_dien").exit_code == 0
    assert "already" in sipas("organisation", "add", "buu-dien", "Khác").stderr
    assert "expected 1 to 20" in sipas("organisation", "add", "Bưu điện", "Khác").stderr
    assert sipas("organisation", "list").stdout == "buu-dien\tbuu_dien\t0\tBưu điện tỉnh\n"


def test_accounts_are_placed(sipas, places):
    assert sipas("user", "add", "BD-01", "--role", "surveyor").exit_code == 0
    placed = sipas("user", "place", "bd-01", "--organisation", "buu-dien", "--commune", "09101", "--commune", "09102")
    assert placed.exit_code == 0 and "09101, 09102" in placed.stdout
    assert "no commune with code '1'" in sipas("user", "place", "bd-01", "--commune", "1").stderr
    assert "no account named" in sipas("user", "place", "ai-do").stderr
    assert "expected 1 to 60" in sipas("user", "add", "cli:root", "--role", "auditor").stderr


def test_links(app, sipas):
    with app.app_context():
        wave, _ = field_household(engine())
    ((issued,),) = [json.loads(sipas("link", "issue", "--wave", wave.code, "--format", "json").stdout)]
    assert issued["serial"] == "0001" and issued["url"].startswith("http://127.0.0.1:8000/l/")
    assert "No case needs a link" in sipas("link", "issue", "--wave", wave.code).stderr
    assert sipas("link", "issue", "--wave", wave.code, "--serial", "0001").stdout.startswith("0001\thttp")
    assert sipas("link", "revoke", "--wave", wave.code).stdout == "1 links revoked.\n"
    for words in (("issue", "--wave", "khong-co"), ("issue", "--wave", wave.code, "--serial", "9"), ("revoke", "--wave", "khong-co")):
        assert sipas("link", *words).exit_code == 1 and "has no case" in sipas("link", *words).stderr or "no wave" in sipas("link", *words).stderr
