"""The pulse of a desk: its months, the limits they stay within, what is quiet, what is told, and what is hidden."""
import random
from dataclasses import replace
from datetime import date, timedelta
from math import inf, log, sqrt

import pyarrow as pa
import pytest
from sqlalchemy import select

from pipeline import indices, pulse
from pipeline.design import Design
from pipeline.estimate import estimate
from pipeline.pulse import alarm_rate, compare, hidden_months, pulses, wave_pulses
from pipeline.pulse_months import DeskMonth, desk_months, month_name, month_number
from pipeline.questions.plans import Rated, with_made_columns
from pipeline.run import run_wave
from pipeline.summing import sum_tables
from survey_app.gathered import gathered
from survey_app.models import Pulse

SERVICE = indices.load("service")
ALPHA = alarm_rate(12)
YEAR = {number: DeskMonth(60, 85.0, 5000.0, 21) for number in range(12)}


def visits(days: int = 15, a_day: int = 4, seed: int = 3) -> pa.Table:
    """Rows of record of one desk: levels 3 to 5, an item in five not answered."""
    chance = random.Random(seed)
    rows = [date(2026, 3, 2) + timedelta(days=day) for day in range(days) for _ in range(a_day)]
    levels = {item: [chance.choice((3, 4, 5, 5, None)) for _ in rows] for item in SERVICE.items}
    return pa.table({"service_point": ["007"] * len(rows), "psu": [f"007:{day}" for day in rows]} | levels)


def months_of(rows: pa.Table) -> dict[str, dict[int, DeskMonth]]:
    """The months of these rows, summed as a run sums them."""
    rated, design = Rated("rated", SERVICE.items), Design(psu="psu")
    answers = sum_tables(rows, design, {item: item for item in SERVICE.items}, 5, ("service_point",), False)
    people = sum_tables(with_made_columns(rows, [rated]), design, {"rated": "rated"}, 2, ("service_point",), False)
    return desk_months(answers["service_point"], people["service_point"], SERVICE)


def told(months: dict[int, DeskMonth]) -> list[tuple]:
    """Month, signal and since of every month of a desk."""
    return [(found.month, found.signal, found.since) for found in pulses(months, 5, ALPHA)]


def test_a_month_is_what_the_engine_estimates_of_it():
    """Score, and squares / n² x days / (days - 1), are the engine's score and variance of the same rows with days as PSUs."""
    rows = visits()
    (month,) = months_of(rows)["007"].values()
    engine = estimate(rows, Design(psu="psu"), SERVICE).of()[0]
    assert (month.n, month.days) == (60, 15)
    assert month.score == pytest.approx(engine.score, rel=1e-12)
    assert sqrt(month.squares / month.n**2 * 15 / 14) == pytest.approx(engine.se, rel=1e-12)


def test_a_visitor_who_rates_nothing_is_no_respondent_of_the_month():
    rows = visits(days=2)
    silent = {item: [None if place == 0 else level for place, level in enumerate(rows[item].to_pylist())] for item in SERVICE.items}
    (month,) = months_of(pa.table({"service_point": rows["service_point"], "psu": rows["psu"]} | silent))["007"].values()
    assert month.n == 7


def test_months_are_told_apart_and_rows_may_come_in_any_order():
    rows = visits(days=60)
    found = months_of(rows)["007"]
    assert [(month_name(number), month.days) for number, month in found.items()] == [("2026-03", 30), ("2026-04", 30)]
    assert months_of(rows.take(list(reversed(range(rows.num_rows))))) == {"007": found}


def test_at_the_limit_the_e_value_is_one_in_alpha():
    before, since = list(YEAR.values()), [DeskMonth(40, 85.0, 3600.0, 20)]
    found = compare(before, since, ALPHA)
    person = (12 * 5000 + 3600) / (720 + 40) * (252 + 20) / (240 + 19)
    # Neighbouring months do not differ at all: 6 believed months of variance 1 and 11 of less than none, for their people differ.
    between = max((6 - 11 * person / 60) / 17, 0)
    variance = person / 720 + between / 12 + person / 40 + between
    t2, v, r = found.half**2 / variance, 240 + 19, 1 + pulse.PRIOR * person / variance
    e = r**-0.5 * ((1 + t2 / v) / (1 + t2 / (r * v))) ** ((v + 1) / 2)
    assert e == pytest.approx(1 / ALPHA)


def test_with_very_many_days_the_limits_are_robbins():
    """Known variance: (change / se)² = r / (r - 1) x log(r / alpha²), Robbins 1970."""
    variance, r = 0.7, 13.0
    assert pulse._half_width(variance, 10**8, r, ALPHA) ** 2 / variance == pytest.approx(r / (r - 1) * log(r / ALPHA**2), rel=1e-5)


def test_nothing_changes_and_nothing_is_told():
    assert {signal for _, signal, _ in told(YEAR)} == {None}


def test_first_month_has_nothing_to_be_compared_with():
    first, second, *_ = pulses(YEAR, 5, ALPHA)
    assert (first.score, first.expected, first.lo, first.hi) == (85.0, None, None, None)
    assert second.expected == 85.0 and second.lo < 85.0 < second.hi


def test_no_limits_when_few_days_tell_how_much_days_differ():
    few = {0: DeskMonth(60, 85.0, 5000.0, 20), 1: DeskMonth(60, 85.0, 5000.0, 21)}
    assert [month.lo for month in pulses(few, 5, ALPHA)] == [None, None]


def test_limits_narrow_as_the_month_fills():
    *_, first_day = pulses(YEAR | {12: DeskMonth(5, 80.0, 0.0, 1)}, 5, ALPHA)
    *_, whole = pulses(YEAR | {12: DeskMonth(60, 80.0, 5000.0, 21)}, 5, ALPHA)
    assert (first_day.signal, whole.signal) == (None, "lower")
    assert first_day.lo < 70 < 80 < whole.lo


def test_no_limits_where_no_change_however_large_would_do():
    """r = 1.5 and 20 degrees: the e-value never passes r^(-1/2) r^(21/2) = 47, less than 240."""
    assert pulse._half_width(9.0, 20, 1.5, ALPHA) == inf


@pytest.mark.parametrize(("score", "signal"), [(70.0, "lower"), (97.0, "higher")])
def test_a_month_far_outside_is_told(score, signal):
    *_, last = pulses(YEAR | {12: DeskMonth(60, score, 5000.0, 21)}, 5, ALPHA)
    assert (last.signal, last.since) == (signal, "1971-01")
    assert not last.lo <= score <= last.hi


def test_a_small_drop_is_told_when_months_together_show_it():
    """81.2 for some months: never outside the limits of one month."""
    months = YEAR | {number: DeskMonth(60, 81.2, 5000.0, 21) for number in range(12, 16)}
    found = {month.month: month for month in pulses(months, 5, ALPHA)}
    assert found["1971-01"].signal is None
    assert (found["1971-03"].signal, found["1971-03"].since) == ("lower", "1971-01")
    assert found["1971-03"].lo < 81.2


def test_what_published_months_say_together_is_what_was_compared():
    """Months of unlike size, one of them hidden: the mean and the expected value of the comparison itself."""
    months = {number: DeskMonth(40 + number, 85.0 + number % 3, 5000.0, 21) for number in range(14)} | {
        14: DeskMonth(60, 80.1, 5000.0, 21), 15: DeskMonth(3, 20.0, 90.0, 2), 16: DeskMonth(70, 79.9, 5000.0, 21), 17: DeskMonth(90, 79.7, 5000.0, 21)}
    published = list(pulses(months, 5, ALPHA))
    last = published[-1]
    start, hidden = month_number(last.since), hidden_months(months, 5)
    found = compare([months[place] for place in range(start - 12, start) if place in months and place not in hidden],
                    [months[place] for place in range(start, 18) if place not in hidden], ALPHA)
    together = gathered(published, last)
    assert last.signal == "lower" and last.since < last.month and 15 in hidden
    assert (together.score - together.expected, together.expected) == pytest.approx((found.change, found.expected), abs=1e-12)
    assert gathered(published, published[0]) is None


def test_after_a_year_the_new_level_is_the_desks_own_past():
    months = YEAR | {number: DeskMonth(60, 75.0, 5000.0, 21) for number in range(12, 31)}
    assert told(months)[12][1] == "lower" and told(months)[-1] == ("1972-07", None, None)


def test_small_month_is_hidden_with_another_and_neither_is_in_what_is_expected():
    months = YEAR | {5: DeskMonth(4, 20.0, 10.0, 2), 6: DeskMonth(50, 60.0, 5000.0, 21)}
    assert hidden_months(months, 5) == {5: "few answers", 6: "so that a hidden cell cannot be worked out"}
    found = list(pulses(months, 5, ALPHA))
    assert (found[5].n, found[5].score, found[6].n, found[6].expected) == (None, None, None, None)
    assert {month.expected for month in found[7:]} == {85.0}


def test_two_small_months_of_few_people_need_a_third():
    months = {0: DeskMonth(2, 80.0, 0.0, 1), 1: DeskMonth(2, 80.0, 0.0, 1), 2: DeskMonth(9, 80.0, 90.0, 5), 3: DeskMonth(30, 80.0, 90.0, 9)}
    assert set(hidden_months(months, 5)) == {0, 1, 2}


def test_a_desk_whose_total_is_hidden_has_no_month_shown():
    found = wave_pulses(months_of(visits()), "2", 5, {"007"})
    assert [(month.n, month.score, month.suppressed) for month in found.by_desk["007"]] == [(None, None, "so that a hidden cell cannot be worked out")]
    assert found.said["desks"] == 0


@pytest.mark.parametrize(("desks", "a_year"), [(1, 0.05), (12, 0.6), (20, 1.0), (129, 1.0)])
def test_false_alarms_of_all_desks_together_stay_below_one_a_year(desks, a_year):
    assert 12 * alarm_rate(desks) * desks == pytest.approx(a_year)


def test_names_and_numbers_of_months():
    assert (month_number("2026-01") - month_number("2025-12"), month_name(month_number("2025-12"))) == (1, "2025-12")


def test_stored_pulses_are_the_same_incremental_and_from_nothing(desks, engine, here, tmp_path):
    run_wave(engine, here, "quay-thu", asked_by="test")
    for number in range(6):
        desks.answer(desks.places[0], answered_on=date(2024, 10, 1 + number))
    desks.answer(desks.places[1], answered_on=date(2024, 10, 1))
    runs = [run_wave(engine, settings, "quay-thu", asked_by="test").run for settings in (here, replace(here, data_dir=tmp_path / "other"))]
    columns = [column for column in Pulse.__table__.c if column.name != "run_id"]
    with engine.connect() as connection:
        first, second = (connection.execute(select(*columns).where(Pulse.run_id == run).order_by(Pulse.domain, Pulse.month)).all() for run in runs)
    assert first == second
    assert [(row.domain, row.month, row.n, row.suppressed) for row in first] == [
        ("001", "2024-09", 12, None), ("001", "2024-10", 6, None),
        ("002", "2024-09", None, "complementary"), ("002", "2024-10", None, "few_answers"),
    ]
