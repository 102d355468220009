"""Entering what came back: once, by number or by serial, taken back with a reason."""
from __future__ import annotations

import pytest
from sqlalchemy import func, select

from survey_app.batches.entries import EntryRefused, list_entries
from survey_app.journal import verify
from survey_app.models import BatchEvent, JournalEntry
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import batch, enter


def entered(engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(BatchEvent))


def test_a_number_of_forms(batched):
    assert enter(batched, "returned", count=5) == 5 and batch(batched).ledger.returned == 5


def test_the_same_entry_sent_twice_counts_once(batched):
    token = "123e4567-e89b-42d3-a456-426614174000"
    assert (enter(batched, "returned", count=5, token=token), enter(batched, "returned", count=5, token=token)) == (5, 0)
    assert batch(batched).ledger.returned == 5


@pytest.mark.parametrize("between", [" ", ", ", ";", "\n", "\r\n\t"])
def test_serials_however_they_are_separated(batched, between):
    assert enter(batched, "returned", serials=between.join(map(serial_of, (1, 2, 3)))) == 3


def test_a_serial_counts_once_also_without_its_zeros(batched):
    assert enter(batched, "returned", serials=f"{serial_of(1)} {serial_of(1)} {serial_of(1).lstrip('0')}") == 1


def test_who_when_why_and_which_are_listed_newest_first(batched):
    enter(batched, "returned", count=2)
    enter(batched, "spoiled", serials=serial_of(1), reason="  Ướt   mưa ")
    with batched.connect() as connection:
        newest, oldest = list_entries(connection, batch(batched).id)
    assert (newest.kind, newest.count, newest.reason, newest.serials) == ("spoiled", 1, "Ướt mưa", (serial_of(1),))
    assert (oldest.kind, oldest.count, oldest.reason, oldest.serials) == ("returned", 2, None, ()) and oldest.actor.startswith("cli:")


def test_every_entry_is_in_the_journal(batched):
    enter(batched, "returned", count=2)
    with batched.connect() as connection:
        assert connection.execute(select(JournalEntry.action, JournalEntry.subject)).all()[-1] == ("batch.entry", "ho-mau/1")
        assert verify(connection).broken is None


def test_what_was_entered_by_mistake_is_taken_back(batched):
    enter(batched, "refused", serials=serial_of(1), reason="Từ chối")
    assert enter(batched, "refused", serials=serial_of(1), takes_back=True, reason="Nhầm phiếu") == -1
    assert enter(batched, "returned", serials=serial_of(1)) == 1


@pytest.mark.parametrize(("how", "field"), [
    ({"kind": "lost", "count": 1, "reason": "x"}, "kind"),
    ({"kind": "returned"}, "count"),
    ({"kind": "returned", "count": 1, "serials": serial_of(1)}, "count"),
    ({"kind": "returned", "serials": " ,; "}, "count"),
    ({"kind": "returned", "count": 0}, "count"),
    ({"kind": "returned", "count": 10_001}, "count"),
    ({"kind": "returned", "count": 1, "takes_back": True, "reason": "x"}, "count"),
    ({"kind": "returned", "count": 1, "takes_back": True}, "reason"),
    ({"kind": "refused", "count": 1}, "reason"),
    ({"kind": "spoiled", "count": 1, "reason": "   "}, "reason"),
    ({"kind": "returned", "count": 1, "reason": "x" * 501}, "reason"),
    ({"kind": "returned", "serials": serial_of(7)}, "serials"),
    ({"kind": "returned", "serials": f"{serial_of(1)} abc"}, "serials"),
    ({"kind": "returned", "serials": serial_of(1), "takes_back": True, "reason": "x"}, "serials"),
])
def test_what_cannot_be_is_refused_and_nothing_is_entered(batched, how, field):
    with pytest.raises(EntryRefused) as refused:
        enter(batched, **how)
    assert refused.value.field == field and entered(batched) == 0


def test_a_form_has_one_fate(batched):
    enter(batched, "returned", serials=serial_of(1))
    with pytest.raises(EntryRefused, match=f"phiếu {serial_of(1)} đã ghi là thu về"):
        enter(batched, "refused", serials=serial_of(1), reason="Từ chối")


def test_more_than_went_out_is_taken_and_shown_as_a_difference(batched):
    # People write down what they counted; that it cannot be is for the sums to say.
    assert enter(batched, "returned", count=7) == 7 and batch(batched).ledger.outstanding == -1
