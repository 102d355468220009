"""Shared by the tests of cases: a wave with a small sample of two communes, and accounts that work there."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select

from survey_app import engine as app_engine
from survey_app.database import writing
from survey_app.fielded import find_wave
from survey_app.intake import Submission, submit
from survey_app.models import AccountScope, AdminUnit, Case, KeyedBy, User, now
from survey_app.models.people import ROLES
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.plan import Plan
from tests.answers import complete_answers
from tests.sampling.conftest import WAVE, add_wave, give_frame, small_frame
from tests.sessions import client_of

HERE, THERE = "01-01", "01-02"  # communes: accounts work in the first only
PLAN = Plan(psus=4, households=5, reserve=1)


@dataclass
class Field:
    """A wave with a sample of four villages, two in each commune, of five households, one in reserve."""

    engine: Engine
    people: dict[str, int]

    def serials(self, commune: str) -> list[str]:
        """The serials of a commune's cases."""
        from survey_app.models import Psu

        query = select(Case.serial).join(Psu, Psu.id == Case.psu_id).join(AdminUnit, AdminUnit.id == Psu.unit_id)
        with self.engine.connect() as connection:
            return list(connection.scalars(query.where(AdminUnit.code == commune).order_by(Case.serial)))

    def answer(self, serial: str, purpose: str = "original", channel: str = "paper") -> int:
        """Store a whole response of a case; its id."""
        with self.engine.connect() as connection:
            wave = find_wave(connection, WAVE)
            case = connection.scalar(select(Case.id).where(Case.serial == serial))
        answers = complete_answers(wave.instrument, given={"A2": ["media"], "A4": ["any"], "A8": ["procedure_in_person"], "C": [option.value for option in wave.instrument.items["C"].options[:5]]})
        submission = Submission(str(uuid4()), answers, answered_on=date(2024, 9, 10), case_id=case, purpose=purpose)
        return submit(self.engine, wave, submission, channel=channel).response_id

    def key_once(self, serial: str) -> None:
        """A first keying of a sheet, by the surveyor."""
        response = self.answer(serial, "first_keying")
        with writing(self.engine).begin() as connection:
            case = connection.scalar(select(Case.id).where(Case.serial == serial))
            connection.execute(insert(KeyedBy).values(response_id=response, case_id=case, part="first", user_id=self.people["surveyor"],
                                                      started_at=now() - timedelta(seconds=90), finished_at=now(), seconds=90))


def take_the_field(engine: Engine, folder, plan: Plan | None = PLAN) -> Field:
    """Give a database the wave (with its sample, unless plan is None) and an account of each role, named like it."""
    add_wave(engine)
    if plan:
        give_frame(engine, folder, small_frame(districts=1))
        draw_wave(engine, WAVE, "hạt giống", plan, "thử")
    people = {}
    with writing(engine).begin() as connection:
        for role in ROLES:
            people[role] = connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role)).inserted_primary_key[0]
        commune = connection.scalar(select(AdminUnit.id).where(AdminUnit.code == HERE))
        if commune:
            connection.execute(insert(AccountScope), [{"user_id": people[role], "unit_id": commune} for role in ("supervisor", "surveyor")])
    return Field(engine, people)


@pytest.fixture
def field(app, tmp_path) -> Field:
    """The sampled wave in the database of `app`."""
    with app.app_context():
        return take_the_field(app_engine(), tmp_path)


@pytest.fixture
def bare(app, tmp_path) -> Field:
    """A wave without frame and sample."""
    with app.app_context():
        return take_the_field(app_engine(), tmp_path, plan=None)


@pytest.fixture
def as_role(app) -> Callable[[str], FlaskClient]:
    """A client in a session of a role."""
    app.config["WTF_CSRF_ENABLED"] = False
    return partial(client_of, app)
