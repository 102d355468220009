"""A small household wave and a small desk wave in a test database, answered with invented levels, and looks at what was computed."""
import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy import Engine, Row, func, insert, select

import forms
from survey_app.database import writing
from survey_app.models import AdminUnit, Case, Estimate, Psu, Release, Response, Run, ServicePoint, StoredInstrument, Stratum, User, Wave, now, wave_desk

DAY = date(2024, 9, 2)
# For what does not hang on the database: one kind will do.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@dataclass
class Field:
    """A wave in the field: its places (cases or desks) by the id that responses carry, and a way to answer."""

    engine: Engine
    wave_id: int
    code: str
    key: str
    places: list[int]
    items: dict[str, int]
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def answers(self) -> dict:
        """Made-up levels of every scale item, none above its best."""
        return {item: min(self.chance.choice((3, 4, 4, 5)), best) for item, best in self.items.items()}

    def answer(self, place: int, **values) -> int:
        """Store a response as intake would and return its id."""
        row = {
            "wave_id": self.wave_id, "submission_id": str(uuid.uuid4()), "receipt": uuid.uuid4().hex[:9], "channel": "paper",
            self.key: place, "answers": json.dumps(values.pop("answers", None) or self.answers()), "answered_on": DAY,
        }
        with writing(self.engine).begin() as connection:
            return connection.execute(insert(Response).values(**row | values)).inserted_primary_key[0]


def _add(connection, table, **values) -> int:
    return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def _wave(connection, code: str, kind: str, index_name: str, instrument: forms.Instrument) -> int:
    stored = _add(connection, StoredInstrument, code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json())
    return _add(connection, Wave, code=code, title=code, kind=kind, state="open", opens_on=DAY, instrument_id=stored, index_name=index_name)


def _scale_items(instrument: forms.Instrument) -> dict[str, int]:
    """Scale items and how many levels each has."""
    return {item.code: len(item.scale.levels) for item in instrument.items.values() if item.kind == "scale"}


def field_households(engine: Engine) -> Field:
    """A household wave: 2 strata x 3 PSUs x 3 cases, not answered yet."""
    instrument = forms.load("sipas_household")
    with writing(engine).begin() as connection:
        wave = _wave(connection, "ho-thu", "household", "sipas", instrument)
        commune = _add(connection, AdminUnit, code="09001", name="xã Mây Trắng", level="commune", valid_from=date(2020, 1, 1))
        cases = []
        for stratum_code in ("A", "B"):
            stratum = _add(connection, Stratum, wave_id=wave, code=stratum_code, name=f"vùng {stratum_code}")
            for number in range(1, 4):
                psu = _add(connection, Psu, stratum_id=stratum, code=f"T{number}", name=f"thôn {number}", unit_id=commune)
                cases += [_add(connection, Case, wave_id=wave, psu_id=psu, serial=f"{stratum_code}{number}{serial}", weight=1.5) for serial in range(3)]
    return Field(engine, wave, "ho-thu", "case_id", cases, _scale_items(instrument))


def field_desks(engine: Engine) -> Field:
    """A desk wave with two desks."""
    instrument = forms.load("one_stop_visitor")
    with writing(engine).begin() as connection:
        wave = _wave(connection, "quay-thu", "desk", "service", instrument)
        unit = _add(connection, AdminUnit, code="09002", name="xã Suối Ngà", level="commune", valid_from=date(2020, 1, 1))
        desks = [_add(connection, ServicePoint, number=number, name=f"Một cửa {number}", unit_id=unit) for number in ("001", "002")]
        for desk in desks:
            connection.execute(insert(wave_desk).values(wave_id=wave, service_point_id=desk))
    return Field(engine, wave, "quay-thu", "service_point_id", desks, _scale_items(instrument))


def silence(wave: Field, item: str, but: int) -> None:
    """Everybody answers anew, and only `but` people this item."""
    with wave.engine.connect() as connection:
        given = connection.execute(select(Response.case_id, Response.id)).all()
    for place, (case, response) in enumerate(given):
        answers = wave.answers()
        if place >= but:
            del answers[item]
        wave.answer(case, supersedes_id=response, answers=answers)


def request_run(engine: Engine, wave_id: int) -> int:
    """Ask for a run as the results page does."""
    with writing(engine).begin() as connection:
        return _add(connection, Run, wave_id=wave_id, asked_by="somebody")


def release_run(engine: Engine, wave_id: int, run: int) -> None:
    """Let readers have a run, as the wave's first release."""
    with writing(engine).begin() as connection:
        people = [_add(connection, User, username=name, role="department", session_key=name, password_hash="x") for name in ("an", "binh")]
        _add(connection, Release, wave_id=wave_id, number=1, run_id=run, state="released", reason="thử", checklist=[], proposed_by=people[0], decided_by=people[1],
             decided_at=now(), document={}, digest="d" * 64)


def runs_of(engine: Engine) -> list:
    """All runs, oldest first."""
    with engine.connect() as connection:
        return list(connection.execute(select(*Run.__table__.c).order_by(Run.id)))


def estimates_of(engine: Engine, run: int) -> list[Row]:
    """What a run published: all columns of its estimates, sorted by domain and measure."""
    columns = [column for column in Estimate.__table__.c if column.name != "run_id"]
    with engine.connect() as connection:
        query = select(*columns).where(Estimate.run_id == run).order_by(Estimate.domain_kind, Estimate.domain, Estimate.measure)
        return list(connection.execute(query))


def count(engine: Engine, table) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))
