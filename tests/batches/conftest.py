"""Shared by the tests of batches: a household wave with forms in three villages, batches of them, answers to some."""
from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select, update

from survey_app.batches.entries import Entry, add_entry
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.registry import ListedBatch, batches_of, find_batch
from survey_app.database import open_engine, writing
from survey_app.models import AdminUnit, Batch, Case, KeyedBy, Psu, Response, Stratum, User, Wave, now
from survey_app.sampling.serials import serial_of
from tests.sampling.conftest import WAVE, add_wave
from tests.sessions import client_of

VILLAGES, EACH = 3, 4


@pytest.fixture
def logged_in(app, database) -> Callable[[str], FlaskClient]:
    """A client in a session of a role; forms need no token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return partial(client_of, app)


def add_forms(engine: Engine, wave_id: int, villages: int = VILLAGES, each: int = EACH) -> None:
    """Villages of as many cases each, serials running through them."""
    with writing(engine).begin() as connection:
        stratum = connection.execute(insert(Stratum).values(wave_id=wave_id, code="1", name="Vùng một")).inserted_primary_key[0]
        for village in range(villages):
            psu = connection.execute(insert(Psu).values(stratum_id=stratum, code=f"{village:02}", name=f"thôn {village + 1}")).inserted_primary_key[0]
            numbers = range(village * each + 1, village * each + each + 1)
            connection.execute(insert(Case), [{"wave_id": wave_id, "psu_id": psu, "serial": serial_of(number), "household": number} for number in numbers])


@pytest.fixture
def fielded(engine) -> Engine:
    """Twelve forms in three villages, in no batch yet; once on each kind of database."""
    add_forms(engine, add_wave(engine))
    return engine


@pytest.fixture
def batched(sqlite_url) -> Engine:
    """The same on SQLite, in two batches: six forms each."""
    engine = open_engine(sqlite_url)
    add_forms(engine, add_wave(engine))
    create_batches(engine, WAVE, Bundling(6))
    yield engine
    engine.dispose()


def place_villages(engine: Engine) -> dict[str, int]:
    """Put the first two villages into xã Đồng Bông and the third into xã Mây Trắng; the communes' ids."""
    with writing(engine).begin() as connection:
        communes = {}
        for code, name, villages in (("09901", "xã Đồng Bông", ("00", "01")), ("09902", "xã Mây Trắng", ("02",))):
            values = {"code": code, "name": name, "level": "commune", "valid_from": date(2024, 1, 1)}
            communes[name] = connection.execute(insert(AdminUnit).values(**values)).inserted_primary_key[0]
            connection.execute(update(Psu).where(Psu.code.in_(villages)).values(unit_id=communes[name]))
    return communes


def enter(engine: Engine, kind: str, *, number: int = 1, token: str | None = None, **how) -> int:
    """Add an entry to a batch."""
    with engine.connect() as connection:
        batch_id = connection.scalar(select(Batch.id).where(Batch.number == number))
    return add_entry(engine, batch_id, Entry(token or str(uuid.uuid4()), kind, **how))


def batch(engine: Engine, number: int = 1) -> ListedBatch:
    """A batch as it is listed now."""
    with engine.connect() as connection:
        return find_batch(connection, batches_of(connection.scalar(select(Wave.id).where(Wave.code == WAVE))), number)


def answer(engine: Engine, numbers: Iterable[int], purpose: str = "original", channel: str = "paper") -> list[int]:
    """Responses of forms by running number; their ids."""
    with writing(engine).begin() as connection:
        cases = {case.serial: case for case in connection.execute(select(Case.id, Case.serial, Case.wave_id))}
        return [
            connection.execute(insert(Response).values(
                wave_id=cases[serial_of(number)].wave_id, case_id=cases[serial_of(number)].id, submission_id=str(uuid.uuid4()), receipt=uuid.uuid4().hex[:12],
                channel=channel, purpose=purpose, answers="{}", answered_on=date(2024, 9, 9),
            )).inserted_primary_key[0]
            for number in numbers
        ]


def adjudicate(engine: Engine, number: int) -> None:
    """A form keyed twice, its differences decided by a third person."""
    answer(engine, [number], "first_keying")
    answer(engine, [number], "second_keying")
    (response,) = answer(engine, [number])
    with writing(engine).begin() as connection:
        user = connection.execute(insert(User).values(username=f"u{number}", password_hash="none", role="supervisor", session_key=f"u{number}")).inserted_primary_key[0]
        case_id = connection.scalar(select(Response.case_id).where(Response.id == response))
        connection.execute(insert(KeyedBy).values(response_id=response, case_id=case_id, part="adjudication", user_id=user, started_at=now(), finished_at=now(), seconds=1))
