"""Somebody with every right over the database bends the journal; verifying finds the first entry that does not hold."""
from __future__ import annotations

import pytest
from sqlalchemy import delete, select, text, update

from survey_app.database import writing
from survey_app.journal import Head, head, verify
from survey_app.journal.chain import hash_of
from survey_app.models import JournalEntry, JournalHead
from tests.guards import drop_guards

HASHED = ("number", "at", "actor", "action", "subject", "details", "previous_hash")


def bend(engine, *statements):
    """Drop the triggers and do something to the journal."""
    with writing(engine).begin() as connection:
        drop_guards(connection, "journal", "journal_head")
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)


def verdict(engine, *expected: Head):
    with engine.connect() as connection:
        return verify(connection, expected)


def compute_anew(engine, first: int) -> None:
    """What a careful forger does after a change: new hashes from there to the end, and a new head."""
    with writing(engine).begin() as connection:
        last = connection.execute(select(JournalEntry).where(JournalEntry.number == first - 1)).first()
        previous = last.hash if last else "0" * 64
        for row in connection.execute(select(JournalEntry.__table__).where(JournalEntry.number >= first).order_by(JournalEntry.number)).mappings().all():
            entry = {name: row[name] for name in HASHED} | {"previous_hash": previous}
            previous = hash_of(**entry)
            connection.execute(update(JournalEntry).where(JournalEntry.number == row["number"]).values(previous_hash=entry["previous_hash"], hash=previous))
        count = connection.scalar(select(JournalEntry.number).order_by(JournalEntry.number.desc()).limit(1))
        connection.execute(update(JournalHead).values(number=count, hash=previous))


def test_whole(kept):
    found = verdict(kept)
    assert (found.broken, found.last.number) == (None, 5)


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "details"])
def test_an_edited_row(kept, column):
    bend(kept, f"UPDATE journal SET {column} = '2025-01-01T00:00:00.000000Z' WHERE number = 3")
    assert verdict(kept).broken == 3 and "was changed" in verdict(kept).reason


def test_an_edited_row_with_its_own_hash_computed_anew(kept):
    with kept.connect() as connection:
        row = connection.execute(select(JournalEntry.__table__).where(JournalEntry.number == 3)).mappings().one()
    forged = {name: row[name] for name in HASHED} | {"actor": "ai-khac"}
    bend(kept, update(JournalEntry).where(JournalEntry.number == 3).values(actor="ai-khac", hash=hash_of(**forged)))
    assert verdict(kept).broken == 4 and "does not follow from entry 3" in verdict(kept).reason


def test_the_last_row_edited_with_its_hash(kept):
    bend(kept, "UPDATE journal_head SET hash = 'f'", "UPDATE journal SET actor = 'ai-khac' WHERE number = 5")
    assert verdict(kept).broken == 5


def test_a_row_taken_out_of_the_middle(kept):
    bend(kept, "DELETE FROM journal WHERE number = 3")
    assert verdict(kept).broken == 3 and "missing" in verdict(kept).reason


def test_a_row_taken_out_and_the_rest_moved_up(kept):
    bend(kept, "DELETE FROM journal WHERE number = 3", "UPDATE journal SET number = 3 WHERE number = 4", "UPDATE journal SET number = 4 WHERE number = 5")
    assert verdict(kept).broken == 3


def test_a_row_put_in_the_middle(kept):
    bend(kept, "UPDATE journal SET number = 6 WHERE number = 5", "UPDATE journal SET number = 5 WHERE number = 4",
         "INSERT INTO journal SELECT 4, at, actor, action, subject, details, previous_hash, hash FROM journal WHERE number = 3")
    assert verdict(kept).broken == 4


def test_a_row_put_before_the_first(kept):
    bend(kept, "INSERT INTO journal SELECT 0, at, actor, action, subject, details, previous_hash, hash FROM journal WHERE number = 1")
    assert verdict(kept).broken == 0


def test_a_row_put_after_the_last(kept):
    bend(kept, "INSERT INTO journal SELECT 6, at, actor, action, subject, details, previous_hash, hash FROM journal WHERE number = 5")
    assert verdict(kept).broken == 6


@pytest.mark.parametrize("statement", [delete(JournalEntry).where(JournalEntry.number > 3), delete(JournalEntry)])
def test_the_end_cut_off(kept, statement):
    bend(kept, statement)
    assert "cut off" in verdict(kept).reason and verdict(kept).broken == verdict(kept).last.number + 1


def test_the_head_gone(kept):
    bend(kept, "DELETE FROM journal_head")
    assert verdict(kept).broken == 1 and "head" in verdict(kept).reason


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_of_another_type_is_a_broken_row(kept):
    bend(kept, "UPDATE journal SET actor = x'ff00' WHERE number = 2")
    assert verdict(kept).broken == 2


def test_the_end_cut_off_with_the_head_is_found_by_a_head_written_down(kept):
    with kept.connect() as connection:
        told = head(connection)
    bend(kept, delete(JournalEntry).where(JournalEntry.number > 3))
    compute_anew(kept, 4)
    bend(kept, update(JournalHead).values(number=3, hash=select(JournalEntry.hash).where(JournalEntry.number == 3).scalar_subquery()))
    assert verdict(kept).broken is None, "without an anchor nobody can see this"
    assert verdict(kept, told).broken == 4 and "cut off" in verdict(kept, told).reason


def test_a_chain_computed_anew_is_found_by_a_head_written_down(kept):
    with kept.connect() as connection:
        told = head(connection)
    bend(kept, "UPDATE journal SET actor = 'ai-khac' WHERE number = 2")
    compute_anew(kept, 2)
    assert verdict(kept).broken is None, "without an anchor nobody can see this"
    assert verdict(kept, told).broken == 5 and "written down" in verdict(kept, told).reason


def test_a_head_written_down_that_still_fits(kept):
    with kept.connect() as connection:
        told = head(connection)
    assert verdict(kept, told, Head(0, "0" * 64)).broken is None
    assert verdict(kept, Head(0, "1" * 64)).broken == 0
