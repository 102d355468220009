"""Whatever is in a file: the import ends in a report or a refusal, and what was stored can be found again."""
from __future__ import annotations

import shutil
import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.database import open_engine
from survey_app.importing.importer import import_file
from survey_app.importing.tables import Unreadable
from tests.importing.conftest import HEADER, TODAY, WAVE, field_households, form, stored, write_csv

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELL = st.one_of(st.sampled_from(["", "4", "5,0", "dk", "9", "#REF!", "0001", "0002", "1", "2025-08-05", "05/08/2025", "1;2", "other"]), st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12))


@QUICK
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_report_or_a_refusal(households, tmp_path, content):
    path = tmp_path / "phieu.csv"
    path.write_bytes(content)
    try:
        report = import_file(households, WAVE, path, today=TODAY, skip_bad=True)
    except Unreadable as refusal:
        assert str(refusal).startswith("phieu.csv")
    else:
        assert report.findings and report.new == 0


@QUICK
@given(rows=st.lists(st.dictionaries(st.sampled_from(HEADER[:6] + HEADER[-6:]), CELL, max_size=6), min_size=1, max_size=6))
def test_any_cells_add_up_and_a_second_import_adds_nothing(sqlite_template, tmp_path, rows):
    database = tmp_path / f"{uuid.uuid4()}.db"
    shutil.copy(sqlite_template, database)
    engine = open_engine(f"sqlite:///{database}")
    field_households(engine)
    path = write_csv(tmp_path / "phieu.csv", [form("1004"), *({"serial": "0001", "answered_on": "2025-08-05"} | row for row in rows)])
    first = import_file(engine, WAVE, path, today=TODAY, skip_bad=True)
    again = import_file(engine, WAVE, path, today=TODAY, skip_bad=True)
    assert first.read == first.new + first.refused and first.new == len(stored(engine))
    assert (again.new, again.already_there, again.refused) == (0, first.new, first.refused)
    assert len({finding.row for finding in first.findings}) == first.refused
    engine.dispose()
