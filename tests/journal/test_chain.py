"""Writing to the journal: numbered without gaps, chained by hashes, with its change or not at all, many at once."""
from __future__ import annotations

import hashlib
import json
import threading
import unicodedata

import pytest
from sqlalchemy import insert, select

from survey_app.database import writing
from survey_app.journal import Head, head, record, verify
from survey_app.journal.reading import Filter, list_entries
from survey_app.models import ApiToken, JournalEntry


def entries(engine) -> list:
    with engine.connect() as connection:
        return list(reversed(list_entries(connection, Filter())))


def test_a_hash_can_be_computed_by_anybody_from_the_entry(kept):
    """The recipe of docs/journal.md, written out without our code."""
    previous = "0" * 64
    for entry in entries(kept):
        details = json.dumps(entry.details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        told = {"action": entry.action, "actor": entry.actor, "at": entry.at, "details": details, "number": entry.number, "previous_hash": previous, "subject": entry.subject}
        previous = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        assert entry.hash == previous
    with kept.connect() as connection:
        assert head(connection) == Head(5, previous)


def test_an_empty_journal_is_whole_and_its_head_is_zero(engine):
    with engine.connect() as connection:
        assert head(connection) == Head(0, "0" * 64) == verify(connection).last and verify(connection).broken is None


def test_an_entry_goes_with_its_change_or_not_at_all(kept):
    with pytest.raises(RuntimeError), writing(kept).begin() as connection:
        connection.execute(insert(ApiToken).values(name="máy", token_hash="x"))
        record(connection, "nguoi-thu", "token.add", "máy")
        raise RuntimeError
    with kept.connect() as connection:
        assert (head(connection).number, connection.scalar(select(ApiToken.name))) == (5, None)


def test_many_at_once_queue_and_leave_no_gap(engine):
    mistakes = []

    def write(name: str) -> None:
        try:
            for _ in range(8):
                with writing(engine).begin() as connection:
                    record(connection, name, "run.request", "quay-thu")
        except Exception as error:  # shown by the assertion below
            mistakes.append(error)

    threads = [threading.Thread(target=write, args=(f"nguoi-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not mistakes and [entry.number for entry in entries(engine)] == list(range(1, 49))
    with engine.connect() as connection:
        assert verify(connection).broken is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("action", "details"), [
    ("desk.explode", {}), ("desk.issue", {"code": {"nested": 1}}), ("desk.issue", {"code": "x" * 5000}), ("desk.issue", {"code": float("nan")}),
])
def test_what_does_not_belong_in_the_journal_is_refused(engine, action, details):
    with writing(engine).begin() as connection:
        with pytest.raises(ValueError):
            record(connection, "nguoi-thu", action, "001", details)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_text_is_stored_as_nfc(engine):
    with writing(engine).begin() as connection:
        record(connection, unicodedata.normalize("NFD", "người"), "token.add", unicodedata.normalize("NFD", "máy đọc"), {"name": unicodedata.normalize("NFD", "ế")})
    with engine.connect() as connection:
        assert connection.execute(select(JournalEntry.actor, JournalEntry.subject, JournalEntry.details)).one() == ("người", "máy đọc", '{"name":"ế"}')
