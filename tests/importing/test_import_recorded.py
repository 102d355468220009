"""An import is recorded in the journal, with the file's digest and no answers; one that stores nothing is not."""
from __future__ import annotations

import json

from sqlalchemy import select

from survey_app.models import JournalEntry
from tests.importing.conftest import WAVE, form


def recorded(engine) -> list[tuple[str, dict]]:
    with engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "import.file"))
        return [(row.subject, json.loads(row.details)) for row in rows]


def test_a_file_is_recorded_when_it_brings_something(load, households):
    load([form("0001", _1_1_1="4")])
    ((subject, facts),) = recorded(households)
    assert subject == WAVE and (facts["read"], facts["new"], facts["refused"]) == (1, 1, 0) and len(facts["digest"]) == 64
    load([form("0001", _1_1_1="4")])
    load([form("0001", _1_1_1="6")])
    assert len(recorded(households)) == 1
