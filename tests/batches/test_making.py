"""Bundling forms: order, size, villages, and nothing twice."""
from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select, update

from survey_app.batches.making import MOST, Bundling, MadeBatch, create_batches
from survey_app.database import writing
from survey_app.fielded import NotFielded
from survey_app.models import BatchCase, Case, JournalEntry, Psu, Wave
from survey_app.sampling.refusals import Refused
from survey_app.sampling.serials import serial_of
from tests.sampling.conftest import WAVE, add_wave


def test_forms_are_bundled_in_the_order_of_their_serials(fielded):
    assert create_batches(fielded, WAVE, Bundling(5)) == [
        MadeBatch(1, 5, serial_of(1), serial_of(5)), MadeBatch(2, 5, serial_of(6), serial_of(10)), MadeBatch(3, 2, serial_of(11), serial_of(12)),
    ]


def test_by_village_no_batch_has_forms_of_two(fielded):
    made = create_batches(fielded, WAVE, Bundling(3, by_psu=True))
    assert [batch.forms for batch in made] == [3, 1, 3, 1, 3, 1]
    with fielded.connect() as connection:
        villages = select(func.count(Case.psu_id.distinct())).join(BatchCase, BatchCase.case_id == Case.id).group_by(BatchCase.batch_id)
        assert set(connection.scalars(villages)) == {1}


def test_again_only_what_came_since_is_bundled_under_the_next_number(fielded):
    create_batches(fielded, WAVE, Bundling(6))
    assert create_batches(fielded, WAVE, Bundling(6)) == []
    with writing(fielded).begin() as connection:
        values = {"wave_id": connection.scalar(select(Wave.id)), "psu_id": connection.scalar(select(func.min(Psu.id))), "serial": serial_of(13)}
        connection.execute(insert(Case).values(**values))
    assert create_batches(fielded, WAVE, Bundling(6)) == [MadeBatch(3, 1, serial_of(13), serial_of(13))]


def test_making_batches_is_in_the_journal_once(fielded):
    create_batches(fielded, WAVE, Bundling(6))
    create_batches(fielded, WAVE, Bundling(6))
    with fielded.connect() as connection:
        assert connection.execute(select(JournalEntry.action, JournalEntry.subject)).all() == [("batch.create", WAVE)]


@pytest.mark.parametrize("size", [0, MOST + 1])
def test_a_size_beyond_reason_is_refused(fielded, size):
    with pytest.raises(Refused, match="1 to 1000"):
        create_batches(fielded, WAVE, Bundling(size))


def test_for_a_closed_wave_nothing_goes_out(fielded):
    with writing(fielded).begin() as connection:
        connection.execute(update(Wave).values(state="closed"))
    with pytest.raises(Refused, match="is closed"):
        create_batches(fielded, WAVE, Bundling(6))


def test_a_desk_wave_and_no_wave_are_refused(fielded):
    add_wave(fielded, code="quay", kind="desk")
    with pytest.raises(Refused, match="household wave"):
        create_batches(fielded, "quay", Bundling(6))
    with pytest.raises(NotFielded):
        create_batches(fielded, "khong-co", Bundling(6))
