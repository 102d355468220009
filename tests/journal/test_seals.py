"""A closed wave's answers are sealed in the journal: whoever takes the triggers away and bends them is found."""
from __future__ import annotations

import pytest
from sqlalchemy import select, text

from survey_app.database import writing
from survey_app.journal import verify
from survey_app.journal.seals import unsealed_waves
from survey_app.models import JournalEntry
from survey_app.waves import move_on
from tests.guards import drop_guards
from tests.paper.conftest import paper  # noqa: F401 - a fixture


@pytest.fixture
def sealed(paper):  # noqa: F811
    """Two sheets of record in a closed wave; the database and the number of the entry of its closing."""
    for serial in paper.serials[:2]:
        paper.key("nhap-01", serial)
        paper.key("nhap-02", serial)
    move_on(paper.engine, paper.wave.code, "closed")
    with paper.engine.connect() as connection:
        return paper.engine, connection.scalar(select(JournalEntry.number).where(JournalEntry.action == "wave.closed"))


def bend(engine, statement: str) -> None:
    with writing(engine).begin() as connection:
        drop_guards(connection, "response", "keyed_by")
        connection.execute(text(statement))


def verdict(engine):
    with engine.connect() as connection:
        return verify(connection)


def test_as_it_was_closed_it_is_whole(sealed):
    assert verdict(sealed[0]).broken is None


@pytest.mark.parametrize("statement", [
    "UPDATE response SET answers = REPLACE(answers, '4', '5') WHERE purpose = 'original'",
    "UPDATE response SET answered_on = '2025-08-02' WHERE id = 1",
    "UPDATE response SET purpose = 'reinterview' WHERE id = (SELECT MAX(id) FROM response)",
    "UPDATE response SET channel = 'link' WHERE id = (SELECT MAX(id) FROM response)",
    "DELETE FROM response WHERE id = (SELECT MAX(id) FROM response)",
])
def test_answers_bent_after_closing(sealed, statement):
    engine, number = sealed
    bend(engine, statement)
    found = verdict(engine)
    assert (found.broken, found.harm) == (number, "answers") and "was closed with 6 responses" in found.reason


def test_a_wave_closed_without_answers_has_no_seal(paper):  # noqa: F811
    move_on(paper.engine, paper.wave.code, "closed")
    assert verdict(paper.engine).broken is None


def test_a_closing_that_was_cut_off_leaves_a_wave_unsealed(sealed):
    engine, number = sealed
    with writing(engine).begin() as connection:
        assert unsealed_waves(connection) == []
        drop_guards(connection, "journal")
        connection.execute(text(f"DELETE FROM journal WHERE number = {number}"))
        assert unsealed_waves(connection) == ["ho-thu"]
