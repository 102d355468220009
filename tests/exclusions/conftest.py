"""Waves with answers from which forms are left out: in a database of either kind, and in the application's."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from survey_app import engine as app_engine
from survey_app.models import Exclusion, JournalEntry, Response
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures
from tests.pipeline_run.small_waves import DAY, Field, field_desks, field_households


def answered_desks(engine: Engine) -> Field:
    """Two desks with 24 forms on three days; receipts are R1, R2 …"""
    wave = field_desks(engine)
    for number in range(24):
        wave.answer(wave.places[number % 2], answered_on=DAY + timedelta(days=number % 3), receipt=f"R{number + 1}", channel="phone")
    return wave


def answered_households(engine: Engine) -> Field:
    """Eighteen households in one commune, all answered."""
    wave = field_households(engine)
    for case in wave.places:
        wave.answer(case)
    return wave


def acts_of(engine: Engine) -> list[tuple]:
    """Receipt of the first response, number, act, reason and words of every act."""
    with engine.connect() as connection:
        query = select(Response.receipt, Exclusion.number, Exclusion.act, Exclusion.reason, Exclusion.words).join(Response, Response.id == Exclusion.response_id)
        return [tuple(row) for row in connection.execute(query.order_by(Exclusion.id))]


def journal_of(engine: Engine) -> list[tuple[str, str, str]]:
    """Action, subject and details of every entry on exclusions."""
    with engine.connect() as connection:
        query = select(JournalEntry.action, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action.startswith("exclusion")).order_by(JournalEntry.number)
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def desks(engine) -> Field:
    """The desk wave in a database of either kind."""
    return answered_desks(engine)


@pytest.fixture
def households(engine) -> Field:
    """The household wave in a database of either kind."""
    return answered_households(engine)


@pytest.fixture
def office(app) -> Engine:
    """The application's database, with both waves."""
    with app.app_context():
        engine = app_engine()
        answered_desks(engine)
        answered_households(engine)
        return engine
