"""The error rate of an operator: Wilson's interval as published, and what clusters do to it."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.channels.paper.error_rates import error_rate, wilson
from survey_app.channels.paper.statistics import median


# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
@pytest.mark.parametrize(("wrong", "n", "lo", "hi"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)])
def test_wilson_as_published(wrong, n, lo, hi):
    assert wilson(wrong / n, n) == (pytest.approx(lo, abs=5e-5), pytest.approx(hi, abs=5e-5))


def test_errors_that_come_in_one_sheet_widen_the_interval():
    """Errors 0, 0, 0, 4 in 4 sheets of 10: s² = (16 - 4) / 3 = 4, variance 4 / (4·100) = 0.01, simple 0.09 / 40, deff 40/9, n* = 9."""
    rate = error_rate(4, 4, 16, 10)
    assert (rate.share, rate.fields) == (0.1, 40)
    assert (rate.lo, rate.hi) == pytest.approx(wilson(0.1, 9))


def test_errors_spread_evenly_do_not_narrow_it():
    rate = error_rate(4, 4, 4, 10)
    assert (rate.lo, rate.hi) == wilson(0.1, 40)


def test_without_errors_there_is_still_an_upper_bound():
    """Wilson at 0 of n: hi = z² / (n + z²)."""
    rate = error_rate(10, 0, 0, 70)
    assert (rate.share, rate.lo) == (0, 0) and rate.hi == pytest.approx(1.959964**2 / (700 + 1.959964**2))


@pytest.mark.parametrize("sheets", [0, 1])
def test_below_two_sheets_there_is_no_interval(sheets):
    assert error_rate(sheets, sheets, sheets, 70).lo is None


@given(st.lists(st.integers(0, 70), min_size=2, max_size=40))
def test_the_interval_holds_the_share_whatever_the_errors(errors):
    rate = error_rate(len(errors), sum(errors), sum(error**2 for error in errors), 70)
    assert 0 <= rate.lo <= rate.share + 1e-12 and rate.share - 1e-12 <= rate.hi <= 1
    assert rate.hi - rate.lo >= (lambda ends: ends[1] - ends[0])(wilson(rate.share, rate.fields)) - 1e-12


@given(st.lists(st.integers(0, 500), min_size=1, max_size=50))
def test_the_median_of_a_histogram(values):
    import statistics
    histogram = [(value, values.count(value)) for value in sorted(set(values))]
    assert median(histogram) == statistics.median(values)
