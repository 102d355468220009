"""Taking a batch apart: only while nothing of it has gone out, and then for good."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from survey_app.batches.dissolving import dissolve_batch
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.refusals import BatchRefused
from survey_app.batches.registry import Holder, assign_batch
from survey_app.commands.batch import group
from survey_app.database import writing
from survey_app.models import Batch, BatchCase, Case, JournalEntry, Organisation, SheetClaim, User, Wave, now
from survey_app.sampling.serials import serial_of
from tests.batches.conftest import answer, batch, enter
from tests.sampling.conftest import WAVE


def dissolve(engine, number: int = 1, reason: str = "chia nhầm") -> int:
    with engine.connect() as connection:
        batch_id = connection.scalar(select(Batch.id).where(Batch.number == number))
    return dissolve_batch(engine, batch_id, reason)


def test_its_forms_are_free_again_and_its_number_is_not(fielded):
    create_batches(fielded, WAVE, Bundling(6))
    assert dissolve(fielded, 2) == 6
    with fielded.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(BatchCase)) == 6
        action, subject, details = connection.execute(select(JournalEntry.action, JournalEntry.subject, JournalEntry.details).order_by(JournalEntry.number.desc())).first()
    assert (action, subject, json.loads(details)) == ("batch.dissolve", f"{WAVE}/2", {"cases": 6, "reason": "chia nhầm"})
    assert [made.number for made in create_batches(fielded, WAVE, Bundling(3))] == [3, 4]


def _keyed(engine):
    answer(engine, [1], "first_keying")


def _handed_over(engine):
    with writing(engine).begin() as connection:
        office = connection.execute(insert(Organisation).values(code="b", name="Bưu điện", kind="buu_dien")).inserted_primary_key[0]
        batch_id = connection.scalar(select(Batch.id).where(Batch.number == 1))
    assign_batch(engine, batch_id, Holder(office))


def _in_hand(engine):
    with writing(engine).begin() as connection:
        user = connection.execute(insert(User).values(username="an", password_hash="none", role="surveyor", session_key="an")).inserted_primary_key[0]
        case_id = connection.scalar(select(Case.id).where(Case.serial == serial_of(1)))
        connection.execute(insert(SheetClaim).values(case_id=case_id, user_id=user, expires_at=now() + timedelta(minutes=5)))


def _closed(engine):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))


@pytest.mark.parametrize(("happened", "why"), [
    (lambda engine: enter(engine, "returned", count=1), "ledger has entries"), (_keyed, "keyed or answered"), (_handed_over, "in somebody's hands"),
    (_in_hand, "is being keyed"), (_closed, "its wave is closed"), (dissolve, "dissolved already"),
])
def test_once_something_happened_it_stays(batched, happened, why):
    happened(batched)
    with pytest.raises(BatchRefused, match=why) as refused:
        dissolve(batched)
    assert refused.value.vi


def test_what_happened_to_one_batch_does_not_bind_another(batched):
    _keyed(batched)
    _in_hand(batched)
    assert dissolve(batched, 2) == 6


def test_without_a_reason_nothing_is_done(batched):
    with pytest.raises(BatchRefused, match="expected the reason"):
        dissolve(batched, reason="  ")
    assert batch(batched).ledger.issued == 6


def test_the_command(app, batched, monkeypatch):
    app.extensions["sipas.engine"] = batched
    words = ["dissolve", "--wave", WAVE, "--reason", "chia nhầm", "--batch"]
    assert app.test_cli_runner().invoke(group, [*words, "1"]).output == "Batch 1 is dissolved; 6 forms are in no batch now.\n"
    again = app.test_cli_runner().invoke(group, [*words, "1"])
    assert again.exit_code == 1 and "there is no batch 1" in again.output
