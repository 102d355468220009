"""Shared by the tests of sampling: invented villages, files of them, and a household wave without a sample."""
from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

import forms
from survey_app.database import open_engine, writing
from survey_app.models import StoredInstrument, Wave
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.frame_store import import_frame
from survey_app.sampling.plan import Plan
from survey_app.sampling.villages import Frame, Village

WAVE = "ho-mau"
OPENS = date(2024, 9, 2)
HEADER = ("commune_code", "commune", "district_code", "district", "village_code", "village", "kind", "households")


def village(code: str, households: int, **others) -> Village:
    """A village of commune and district by its code: 01-02-03 is village 03 of commune 01-02 in district 01."""
    district, commune = code[:2], code[:5]
    place = {"commune_code": commune, "commune": f"xã {commune}", "district_code": district, "district": f"huyện {district}"}
    return Village(code, f"thôn {code}", "thon", households, **place | others)


def small_frame(districts: int = 2, communes: int = 2, villages: int = 4) -> Frame:
    """Villages of 60 to 200 households, none alike."""
    places = ((d, c, v) for d in range(1, districts + 1) for c in range(1, communes + 1) for v in range(1, villages + 1))
    return Frame.of(village(f"{d:02}-{c:02}-{v:02}", 60 + (17 * d + 29 * c + 43 * v) % 141) for d, c, v in places)


def row_of(one: Village) -> list:
    """The village as a row of a file."""
    return [one.commune_code, one.commune, one.district_code, one.district, one.code, one.name, "thôn", one.households]


def write_csv(path: Path, rows: Sequence[Sequence], header: Sequence[str] = HEADER) -> Path:
    """A file of rows under a header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def add_wave(engine: Engine, code: str = WAVE, kind: str = "household", opens_on: date = OPENS, state: str = "open") -> int:
    """A wave without frame and sample."""
    instrument = forms.load("sipas_household")
    with writing(engine).begin() as connection:
        known = select(StoredInstrument.id).where(StoredInstrument.digest == instrument.digest)
        row = {"code": instrument.code, "version": instrument.version, "digest": instrument.digest, "definition": instrument.to_json()}
        stored = connection.scalar(known) or connection.execute(insert(StoredInstrument).values(**row)).inserted_primary_key[0]
        values = {"code": code, "title": "Đợt thử lấy mẫu", "kind": kind, "state": state, "opens_on": opens_on, "instrument_id": stored, "index_name": "sipas"}
        return connection.execute(insert(Wave).values(**values)).inserted_primary_key[0]


@pytest.fixture
def one_engine(sqlite_url) -> Engine:
    """An engine on a fresh SQLite database, with the wave."""
    engine = open_engine(sqlite_url)
    add_wave(engine)
    yield engine
    engine.dispose()


def give_frame(engine: Engine, folder: Path, frame: Frame | None = None) -> Frame:
    """Import a frame into the wave, by file."""
    frame = frame or small_frame()
    report, _ = import_frame(engine, WAVE, write_csv(folder / "khung.csv", [row_of(one) for one in frame.villages]), "thử")
    assert not report.findings
    return frame


SMALL = Plan(psus=4, households=5, reserve=2)


@pytest.fixture
def sampled(one_engine, tmp_path) -> Engine:
    """The wave with a small sample: 4 villages of 5 households and 2 in reserve each."""
    give_frame(one_engine, tmp_path)
    draw_wave(one_engine, WAVE, "hạt giống", SMALL, "thử")
    return one_engine
