"""Shared by the tests of imports: a household wave, its files, and the import itself."""
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, insert, select

import forms
from survey_app.database import open_engine, writing
from survey_app.importing.importer import import_file
from survey_app.importing.report import Report
from survey_app.models import AdminUnit, Case, Psu, Response, StoredInstrument, Stratum, Wave

TODAY = date(2025, 9, 1)
WAVE = "ho-thu"
SERIALS = ("0001", "0002", "0003", "1004")
HOUSEHOLD = forms.load("sipas_household", "2024")
# Every item that needs a column: all but the written texts.
ITEMS = tuple(code for code, item in HOUSEHOLD.items.items() if item.kind != "text")
HEADER = ("serial", "answered_on", *ITEMS)


def field_households(engine: Engine, *, state: str = "open", closes_on: date | None = None) -> int:
    """An open household wave with four cases in one thôn; returns the wave's id."""
    with writing(engine).begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        stored = add(StoredInstrument, code=HOUSEHOLD.code, version=HOUSEHOLD.version, digest=HOUSEHOLD.digest, definition=HOUSEHOLD.to_json())
        add(AdminUnit, code="08001", name="xã Suối Xanh", level="commune", valid_from=date(2025, 7, 1))
        wave = add(Wave, code=WAVE, title="Đợt thử hộ gia đình", kind="household", state=state, opens_on=date(2025, 8, 1), closes_on=closes_on,
                   instrument_id=stored, index_name="sipas")
        stratum = add(Stratum, wave_id=wave, code="1", name="Vùng một")
        psu = add(Psu, stratum_id=stratum, code="01", name="thôn Suối Xanh")
        for serial in SERIALS:
            add(Case, wave_id=wave, psu_id=psu, serial=serial)
    return wave


@pytest.fixture
def households(sqlite_url) -> Engine:
    """A database with the household wave."""
    engine = open_engine(sqlite_url)
    field_households(engine)
    yield engine
    engine.dispose()


def form(serial: str = "0001", **answers) -> dict:
    """A row: answered on 5 August 2025, 4 for everything on a scale of B unless told otherwise.

    Item codes are given with underscores: _1_1_1=5.
    """
    row = {"serial": serial, "answered_on": "2025-08-05"} | {code: "4" for code in ITEMS if code[0] in "12"}
    return row | {name.strip("_").replace("_", ".") if name.startswith("_") else name: value for name, value in answers.items()}


def write_csv(path: Path, rows: list[dict], header=HEADER, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A file of rows under a header."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    return path


def write_xlsx(path: Path, rows: list[dict], header=HEADER) -> Path:
    """The same as a workbook with one sheet."""
    workbook = Workbook()
    workbook.active.append(list(header))
    for row in rows:
        workbook.active.append([row.get(name) for name in header])
    workbook.save(path)
    return path


@pytest.fixture
def load(households, tmp_path) -> Callable[..., Report]:
    """Write rows to a CSV file and import it into the household wave."""
    def load(rows: list[dict], *, skip_bad: bool = False, **how) -> Report:
        return import_file(households, WAVE, write_csv(tmp_path / "phieu.csv", rows, **how), today=TODAY, skip_bad=skip_bad)
    return load


def stored(engine: Engine) -> list:
    """The stored responses in their order."""
    with engine.connect() as connection:
        return connection.execute(select(Response).order_by(Response.id)).all()


def said(report: Report) -> list[tuple[int, str, str]]:
    """Row, column and value of every finding."""
    return [(finding.row, finding.column, finding.value) for finding in report.findings]
