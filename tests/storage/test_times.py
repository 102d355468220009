"""Times by the phone's clock: a wrong clock is corrected, an impossible order is refused."""
from datetime import UTC, date, datetime, timedelta

import pytest

from survey_app.times import ImpossibleTime, Reported, settle

NOON = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
MINUTE = timedelta(minutes=1)


def test_nothing_reported_is_now():
    assert settle(Reported(), NOON).answered_on == date(2026, 1, 15)


def test_a_right_clock_gives_day_and_seconds():
    settled = settle(Reported(NOON - 3 * MINUTE, NOON - MINUTE, NOON), NOON)
    assert (settled.answered_on, settled.seconds) == (date(2026, 1, 15), 120)


def test_the_day_is_vietnams():
    evening = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)  # 01:00 of the 16th in Vietnam
    assert settle(Reported(), evening).answered_on == date(2026, 1, 16)


def test_a_clock_three_years_slow_is_corrected_by_the_sending_time():
    wrong = NOON - timedelta(days=1100)
    settled = settle(Reported(wrong - timedelta(days=2, minutes=2), wrong - timedelta(days=2), wrong), NOON)
    assert (settled.answered_on, settled.seconds) == (date(2026, 1, 13), 120)


@pytest.mark.parametrize(("reported", "field"), [
    (Reported(finished_at=NOON + 6 * MINUTE), "finished_at"),
    (Reported(started_at=NOON, finished_at=NOON - MINUTE, sent_at=NOON), "started_at"),
    (Reported(finished_at=NOON + 6 * MINUTE, sent_at=NOON), "finished_at"),
    (Reported(started_at=NOON - timedelta(days=400)), "started_at"),
    (Reported(started_at=NOON + MINUTE), "started_at"),
])
def test_impossible_times_are_named(reported, field):
    with pytest.raises(ImpossibleTime) as refused:
        settle(reported, NOON)
    assert refused.value.field == field
