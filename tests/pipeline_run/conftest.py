"""Waves to compute, and the settings of an installation that computes them."""
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.pipeline_run.small_waves import DAY, Field, field_desks, field_households

from pipeline.commands import pipeline_group
from survey_app.settings import Settings, load_settings


@pytest.fixture
def households(engine) -> Field:
    """A household wave in which every case has answered."""
    wave = field_households(engine)
    for case in wave.places:
        wave.answer(case)
    return wave


@pytest.fixture
def desks(engine) -> Field:
    """A desk wave with answers at two desks on three days."""
    wave = field_desks(engine)
    for number in range(24):
        wave.answer(wave.places[number % 2], answered_on=DAY + timedelta(days=number % 3), channel="phone")
    return wave


@pytest.fixture
def here(tmp_path, database_url) -> Settings:
    """Settings of an installation that computes from the test's database."""
    return load_settings({"DATABASE_URL": database_url, "SIPAS_DATA": str(tmp_path / "data")})


@pytest.fixture
def call(here, monkeypatch):
    """Call `sipas pipeline verify` in the test's installation."""
    monkeypatch.setenv("DATABASE_URL", here.database_url)
    monkeypatch.setenv("SIPAS_DATA", str(here.data_dir))
    return lambda *arguments: CliRunner().invoke(pipeline_group, ["verify", *arguments])
