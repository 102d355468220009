"""A household wave with two years, a desk wave, and the figures of their runs, written as a run publishes them."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, insert

import forms
from survey_app import engine
from survey_app.database import writing
from survey_app.models import AdminUnit, Measure, Run, StoredInstrument, User, Wave
from tests.dashboard.results import METHOD, fill

MEASURES = [
    ("SIPAS", None, "overall", "CHỈ SỐ HÀI LÒNG (CHỈ SỐ SIPAS)"), ("2", "SIPAS", "index", "Cung ứng dịch vụ"), ("2.1", "2", "component", "Tiếp cận dịch vụ"),
    ("2.1.1", "2.1", "item", "Biển hiệu rõ ràng"), ("2.1.2", "2.1", "item", "Đủ ghế ngồi"),
]
ROLES = ("department", "auditor")


@pytest.fixture
def database(app) -> Connection:
    """A connection to the application's database that writes; what it wrote is there when it is asked to `commit`."""
    with app.app_context(), writing(engine()).connect() as connection:
        yield connection


@pytest.fixture
def waves(database) -> dict[str, int]:
    """Waves hh-2023, hh-2024 and quay: ids by code, without any run."""
    found, before = {}, None
    household, visitor = (_instrument(database, code) for code in ("sipas_household", "one_stop_visitor"))
    for code, kind, opens, instrument in (("hh-2023", "household", date(2023, 9, 1), household), ("hh-2024", "household", date(2024, 9, 1), household),
                                          ("quay", "desk", date(2025, 7, 1), visitor)):
        found[code] = before = add(database, Wave, code=code, title=f"Đợt thử {code}", kind=kind, state="open", opens_on=opens, instrument_id=instrument,
                                   index_name="sipas", previous_wave_id=before if code == "hh-2024" else None)
    for code, name in (("09101", "xã An Hoa"), ("09102", "xã Đồi Chè"), ("09103", "xã Ô Mây")):
        add(database, AdminUnit, code=code, name=name, level="commune", valid_from=date(2020, 1, 1))
    database.commit()
    return found


def _instrument(database: Connection, code: str) -> int:
    known = forms.load(code)
    return add(database, StoredInstrument, code=code, version=known.version, digest=known.digest, definition=known.to_json())


def add(database: Connection, table, **values) -> int:
    return database.execute(insert(table).values(**values)).inserted_primary_key[0]


@pytest.fixture
def add_run(database, waves) -> Callable[..., int]:
    """Adds a run to a wave; a succeeded one has the measures above."""
    def made(wave: str, state: str = "succeeded", **values) -> int:
        done = {"finished_at": datetime(2025, 1, 2, 3, tzinfo=UTC), "input_digest": "d" * 64, "method": METHOD, "counts": {"n": 486, "stored": 520, "superseded": 4, "for_quality_control": 30}}
        held = {"holder": "x", "heartbeat_at": datetime(2025, 1, 2, tzinfo=UTC)} if state == "running" else {}
        run = add(database, Run, wave_id=waves[wave], asked_by="test", state=state, **((done if state in ("succeeded", "failed") else held) | values))
        if state == "succeeded":
            database.execute(insert(Measure), [{"run_id": run, "code": code, "parent": parent, "level": level, "label_vi": label, "label_en": label, "position": place}
                                               for place, (code, parent, level, label) in enumerate(MEASURES)])
        database.commit()
        return run
    return made


@pytest.fixture
def run(database, add_run) -> int:
    """A succeeded run of hh-2024 with figures of every sort."""
    made = add_run("hh-2024")
    fill(database, made)
    database.commit()
    return made


@pytest.fixture
def reader(app):
    """A client of the Department."""
    with app.app_context(), writing(engine()).begin() as connection:
        for role in ROLES:
            connection.execute(insert(User).values(username=role, password_hash="none", role=role, session_key=role))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "department"
    return client
