"""Which runs are kept whole, and why."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from survey_app.keeping.rule import kept_whole
from tests.keeping.nights import at


@dataclass(frozen=True)
class Night:
    """A succeeded run."""

    id: int
    finished_at: datetime
    wave_id: int = 1


def year_of_nights() -> list[Night]:
    """A run each day of 2025 at 18:00 UTC, which is 01:00 of the next day in Vietnam."""
    return [Night(day, at(2025, 1, 1, 18) + timedelta(days=day - 1)) for day in range(1, 366)]


def test_of_a_year_of_nights_the_last_31_and_the_last_of_each_month_are_whole():
    """In Vietnam the runs end from 02/01/2025 to 01/01/2026. The last 31: those from 2 December on, which hold the last of December and
    the one of January. Before: the last of January to November, which are 11 (the run of 1 December is not the last of any month)."""
    whole = kept_whole(year_of_nights(), (), at(2025, 12, 1, 18))
    assert Counter(whole.values()) == {"recent": 31, "month": 11}
    assert 30 in whole and 31 not in whole  # run 30 ended at 01:00 of 31 January in Vietnam, run 31 in February
    assert 334 not in whole and 335 in whole


def test_months_are_those_of_vietnam():
    """17:00 UTC is midnight there."""
    runs = [Night(1, at(2025, 3, 31, 16)), Night(2, at(2025, 3, 31, 17)), Night(3, at(2025, 4, 1, 3))]
    assert kept_whole(runs, (), at(2026, 1, 1)) == {1: "month", 3: "month"}


def test_each_wave_has_a_last_run_of_the_month():
    runs = [Night(1, at(2025, 3, 1), 1), Night(2, at(2025, 3, 2), 2), Night(3, at(2025, 3, 3), 1)]
    assert set(kept_whole(runs, (), at(2026, 1, 1))) == {2, 3}


def test_what_was_proposed_stays_whole_however_old():
    runs = [Night(number, at(2024, 5, number)) for number in (1, 2, 3)]
    assert kept_whole(runs, {1}, at(2026, 1, 1)) == {1: "proposed", 3: "month"}


@pytest.mark.parametrize("months", [0, 1, 40])
def test_the_newest_run_of_a_wave_is_always_whole(months):
    runs = [Night(1, at(2022, 1, 5)), Night(2, at(2022, 1, 6))]
    assert 2 in kept_whole(runs, (), at(2022, 1, 6) + timedelta(days=31 * months))


def test_a_clock_that_was_set_back_makes_no_older_run_the_last():
    runs = [Night(1, at(2025, 3, 9)), Night(2, at(2025, 3, 8))]
    assert kept_whole(runs, (), datetime(2026, 1, 1, tzinfo=UTC)) == {2: "month"}
