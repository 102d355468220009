"""Shares of answers, and intervals where a share is near 0 or 1."""

import numpy as np
import pyarrow as pa
import pytest

from pipeline.design import Design
from pipeline.share_intervals import METHODS
from pipeline.shares import option_shares, share_estimates
from pipeline.weights.population import Calibration
from tests.pipeline.small_surveys import DESIGN, small_survey


def interval(method, share, n=100, df=99):
    """Of a simple random sample: se from the binomial spread."""
    se = (share * (1 - share) / (n - 1)) ** 0.5
    lo, hi = METHODS[method](np.array([share]), np.array([se]), np.array([df]), np.array([n]), 0.95)
    return lo[0], hi[0]


def test_korn_graubard_is_clopper_pearson_for_a_simple_random_sample():
    """10 of 100: R binom.test gives 0.0490 to 0.1762 (effective n is 99 here, hence the tolerance)."""
    assert interval("beta", 0.10) == pytest.approx((0.0490, 0.1762), abs=0.001)


@pytest.mark.parametrize(("share", "limits"), [(0.0, (0.0, 0.0362)), (1.0, (0.9638, 1.0))])
def test_a_share_of_nothing_or_all_keeps_an_interval(share, limits):
    """0 of 100: the upper limit is 1 - 0.025^(1/100) = 0.0362."""
    assert interval("beta", share) == pytest.approx(limits, abs=1e-4)


def test_the_plain_interval_leaves_the_range_where_logit_does_not():
    assert interval("mean", 0.01)[0] < 0 < interval("logit", 0.01)[0]


def test_shares_count_answers_not_rows(survey):
    found = {s.code: s for s in share_estimates(survey, DESIGN, {"first": "a1"}, (4, 5), 5)}["first"]
    levels, weights = survey["a1"].to_pylist(), survey["weight"].to_pylist()
    answered = sum(w for level, w in zip(levels, weights, strict=True) if level)
    assert found.share == pytest.approx(sum(w for level, w in zip(levels, weights, strict=True) if level in (4, 5)) / answered)
    assert found.n == sum(level is not None for level in levels)


def test_people_behind_a_share_are_counted_whatever_their_weights(survey):
    (share,) = share_estimates(survey, DESIGN, {"a1": "a1"}, (4, 5), 5)
    assert share.chosen == sum(level in (4, 5) for level in survey["a1"].to_pylist())
    assert share.share != pytest.approx(share.chosen / share.n, abs=1e-4)


def test_ticked_options_are_yes_and_no():
    table = pa.table({"tv": [True, False, True, True], "psu": ["a", "b", "c", "d"]})
    assert share_estimates(table, Design(psu="psu"), {"tv": "tv"}, (2,), 2)[0].share == 0.75


def test_options_of_a_choice():
    """Of those who answered: two of three saw it in the news, one of two said "no"."""
    table = pa.table({"A2=1": [1, 0, 1, None], "A5": ["no", None, "some", None], "psu": ["a", "b", "c", "d"]})
    found = {s.code: (s.share, s.n) for s in option_shares(table, Design(psu="psu"), {"news": ("A2=1", 1), "clean": ("A5", "no")})}
    assert found == {"news": (pytest.approx(2 / 3), 3), "clean": (0.5, 2)}


def test_shares_by_domain(survey):
    found = share_estimates(survey, DESIGN, {"a1": "a1"}, (5,), 5, by="commune")
    assert [s.domain for s in found] == ["C0", "C1", "C2", "C3"]


def test_calibrated_shares_have_residualised_errors():
    """Calibrating on the very variable whose share is estimated leaves no error."""
    table = small_survey()
    male = pa.array([1 if sex == "F" else 2 for sex in table["sex"].to_pylist()])
    design = Design("stratum", "psu", "weight", calibration=Calibration("poststratify", ("sex",), {("F",): 600.0, ("M",): 400.0}))
    found = share_estimates(table.append_column("male", male), design, {"male": "male"}, (2,), 2)[0]
    assert (found.share, found.se) == (pytest.approx(0.4), pytest.approx(0, abs=1e-12))
