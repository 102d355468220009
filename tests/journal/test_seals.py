"""A closed wave's answers are sealed in the journal: whoever takes the triggers away and bends them is found."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text

from survey_app.database import writing
from survey_app.journal import verify
from survey_app.journal.seals import NotSealed, broken_seals, seal_late, unsealed_waves
from survey_app.models import JournalEntry
from survey_app.waves import move_on
from tests.guards import drop_guards
from tests.paper.conftest import paper  # noqa: F401 - a fixture


COLUMNS = "wave_id, channel, purpose, case_id, language, answers, answered_on, received_at"
SLIPPED_IN = f"""INSERT INTO response (id, submission_id, receipt, supersedes_id, {COLUMNS})
    SELECT 9999, 'x', 'x', id, {COLUMNS} FROM response WHERE id = (SELECT MAX(id) FROM response)"""


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
    SLIPPED_IN,
])
def test_answers_bent_after_closing(sealed, statement):
    engine, number = sealed
    bend(engine, statement)
    found = verdict(engine)
    assert (found.broken, found.harm) == (number, "answers") and "was closed with 6 responses" in found.reason


def test_a_wave_closed_without_answers_is_sealed_as_having_none(paper):  # noqa: F811
    move_on(paper.engine, paper.wave.code, "closed")
    with paper.engine.connect() as connection:
        told = json.loads(connection.scalar(select(JournalEntry.details).where(JournalEntry.action == "wave.closed")))
    # SHA-256 of nothing
    assert (told["responses"], told["responses_digest"]) == (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert verdict(paper.engine).broken is None


def test_what_came_after_the_closing_is_counted(sealed):
    bend(sealed[0], SLIPPED_IN)
    assert "the 7 stored now (1 of them came after the last one of then) are not the same" in verdict(sealed[0]).reason


def test_a_closing_that_was_cut_off_leaves_a_wave_unsealed(sealed):
    engine, number = sealed
    with writing(engine).begin() as connection:
        assert unsealed_waves(connection) == []
        drop_guards(connection, "journal")
        connection.execute(text(f"DELETE FROM journal WHERE number = {number}"))
        assert unsealed_waves(connection) == ["ho-thu"]


def test_a_wave_closed_by_an_older_version_is_sealed_later_and_once(sealed):
    engine, number = sealed
    with writing(engine).begin() as connection:
        with pytest.raises(NotSealed, match="got 'ho-thu'. Those are: none"):
            seal_late(connection, "ho-thu")
        drop_guards(connection, "journal")
        connection.execute(text(f"UPDATE journal SET details = '{{}}' WHERE number = {number}"))
        seal_late(connection, "ho-thu")
        assert unsealed_waves(connection) == list(broken_seals(connection)) == []
    bend(engine, SLIPPED_IN)
    with engine.connect() as connection:
        assert [broken.number for broken in broken_seals(connection)] == [number + 1]
