"""Differences between domains and waves, ranks of domains, replicate cross-checks."""

import numpy as np
import pyarrow as pa
import pytest

from pipeline.cross_check import cross_check
from pipeline.design import Design
from pipeline.differences import Difference, domain_differences, holm, wave_differences
from pipeline.errors import DesignError
from pipeline.estimate import estimate
from pipeline.ranks import rank_bounds, rank_sets
from pipeline.rest import REST, against_rest
from pipeline.weights.population import Calibration
from tests.pipeline.small_surveys import DESIGN, small_definition, small_survey


@pytest.fixture(scope="module")
def results():
    return estimate(small_survey(), DESIGN, small_definition(), domains=("commune", "psu"))


def differences_with(*p_values):
    return [Difference("x", "a", "b", 1.0, 1.0, 1.0, 9, 0.0, 2.0, p) for p in p_values]


def test_holm_adjustment():
    """Holm 1979: sorted p times 5, 4, 3, 2, 1, never falling: 0.005, 0.04, 0.09, 0.09, 0.5; a missing test takes no part."""
    adjusted = holm(differences_with(0.03, 0.001, 0.5, None, 0.01, 0.045))
    assert [d.p_holm for d in adjusted] == pytest.approx([0.09, 0.005, 0.5, None, 0.04, 0.09])


def test_a_difference_knows_that_domains_share_psus(results):
    found = {(d.a, d.b): d for d in domain_differences(results, "commune", "ALL")}
    assert len(found) == 6
    assert any(abs(d.se / d.se_if_independent - 1) > 0.05 for d in found.values())
    assert all(d.p_holm >= d.p for d in found.values())


def test_a_difference_turns_round(results):
    one, other = (domain_differences(results, "commune", "A", [pair])[0] for pair in (("C0", "C1"), ("C1", "C0")))
    assert (one.difference, one.se, one.p) == (pytest.approx(-other.difference), pytest.approx(other.se), pytest.approx(other.p))


def test_domains_of_one_psu_each_are_not_tested(results):
    """Whether in one stratum (where two PSUs less one stratum would be 1) or in two: neither has an error of its own."""
    for other in ("003", "001"):
        found = domain_differences(results, "psu", "ALL", [("000", other)])[0]
        assert (found.df, found.se, found.lo, found.p) == (0, None, None, None) and found.difference is not None


@pytest.mark.parametrize("weight", [None, "weight"])
def test_a_domain_against_the_rest_is_as_with_a_column_that_says_so(weight):
    """Rows without a commune are of the rest. The column with two values is made by hand."""
    rows = [row | {"commune": row["commune"] if place >= 20 else None} for place, row in enumerate(small_survey().to_pylist())]
    rows = [row | {"two": "C1" if row["commune"] == "C1" else REST} for row in rows]
    design = Design("stratum", "psu", weight)
    results = estimate(pa.Table.from_pylist(rows), design, small_definition(), domains=("commune", "two"))
    found = {d.code: d for d in against_rest(results, "commune", ["ALL", "b1"], ["C1"])}
    for code in ("ALL", "b1"):
        by_hand = domain_differences(results, "two", code)[0]
        assert (by_hand.a, by_hand.b) == (found[code].a, found[code].b) == ("C1", REST)
        for name in ("difference", "se", "se_if_independent", "df", "p"):
            assert getattr(found[code], name) == pytest.approx(getattr(by_hand, name), rel=1e-9), name
    assert found["ALL"].p_holm == min(1, max(2 * min(d.p for d in found.values()), found["ALL"].p))


def test_a_domain_of_everybody_has_no_rest():
    survey = small_survey().append_column("one", pa.array(["x"] * 240))
    (found,) = against_rest(estimate(survey, DESIGN, small_definition(), domains=("one",)), "one", ["ALL"])
    assert found.difference is None and found.p is None


def test_under_calibration_the_rest_is_refused():
    design = Design("stratum", "psu", "weight", calibration=Calibration("rake", ("sex",), margins={"sex": {"F": 5200.0, "M": 4800.0}}))
    with pytest.raises(DesignError, match="Make a column with two values"):
        against_rest(estimate(small_survey(), design, small_definition(), domains=("commune",)), "commune", ["ALL"])


def test_waves_are_independent_samples(results):
    later = estimate(small_survey(seed=2), DESIGN, small_definition())
    found = {d.code: d for d in wave_differences(later, results)}
    a, b = later.of()[0], results.of()[0]
    assert found["ALL"].difference == pytest.approx(a.score - b.score)
    assert found["ALL"].se == pytest.approx((a.se**2 + b.se**2) ** 0.5)
    assert a.df <= found["ALL"].df <= a.df + b.df


def test_ranks_surely_apart_and_surely_together():
    """Errors of 1 and scores 50, 50.1, 80: the last is first for sure, the others cannot be told apart."""
    best, worst = rank_bounds(np.array([50.0, 50.1, 80.0]), np.eye(3), np.full((3, 3), 50.0), 0.95, 500, 1)
    assert (best.tolist(), worst.tolist()) == ([2, 2, 1], [3, 3, 1])


def test_two_domains_are_compared_as_by_a_t_test():
    """One pair needs no adjustment: with 8 degrees of freedom a difference counts from 2.306 standard errors on."""
    below, above = (rank_bounds(np.array([0.0, t * 2**0.5]), np.eye(2), np.full((2, 2), 8.0), 0.95, 40_000, 1) for t in (2.2, 2.4))
    assert (below[0].tolist(), above[0].tolist()) == ([1, 1], [2, 1])


def test_rank_sets_cover_the_true_ranks():
    """Joint coverage of 95% sets over 300 samples of ten equal-spaced scores: at least 93% (and not by saying 1-10)."""
    random, truth, ranks = np.random.default_rng(5), np.arange(10) * 1.5, 10 - np.arange(10)
    covered, widths = 0, []
    for _ in range(300):
        best, worst = rank_bounds(truth + random.normal(0, 1, 10), np.eye(10), np.full((10, 10), 200.0), 0.95, 400, 7)
        covered += bool(((best <= ranks) & (ranks <= worst)).all())
        widths.append((worst - best).mean())
    assert covered / 300 >= 0.93
    assert np.mean(widths) < 6


def test_the_same_seed_gives_the_same_ranks(results):
    assert rank_sets(results, "commune", "ALL") == rank_sets(results, "commune", "ALL")


def test_units_of_one_psu_cannot_be_ranked(results):
    with pytest.raises(DesignError, match="No psu can be ranked.*smaller unit as PSU"):
        rank_sets(results, "psu", "ALL")


@pytest.mark.parametrize("calibration", [None, Calibration("rake", ("sex", "age"), margins={
    "sex": {"F": 5200.0, "M": 4800.0}, "age": {"old": 4000.0, "young": 6000.0}})])
def test_replicates_stand_beside_the_linearised_error(calibration):
    design = Design("stratum", "psu", "weight", calibration=calibration)
    checks = cross_check(estimate(small_survey(2000), design, small_definition()), replicates=400)
    assert [c.code for c in checks] == ["ALL", "A", "a1", "a2", "B", "b1", "b2"]
    for check in checks:
        assert check.jackknife == pytest.approx(check.linearised, rel=0.08)
        assert check.bootstrap == pytest.approx(check.linearised, rel=0.20)


def test_the_seed_is_part_of_the_bootstrap(results):
    assert cross_check(results, 50, 1) == cross_check(results, 50, 1)
    assert cross_check(results, 50, 1)[0].bootstrap != cross_check(results, 50, 2)[0].bootstrap


def test_a_domain_that_is_one_psu_is_not_tested():
    """Its residuals add up to 0 in its only PSU, so its error would seem to be 0: xã C against A would be tested as if C were known."""
    rows = [("1", "a", "A"), ("1", "b", "A"), ("2", "c", "A"), ("2", "d", "C"), ("2", "d", "C")]
    scores = {"a1": [1, 2, 3, 5, 5], "a2": [2, 2, 3, 5, 4], "b1": [3, 2, 3, 5, 5], "b2": [1, 2, 4, 5, 5]}
    table = pa.table({"stratum": [r[0] for r in rows], "psu": [r[1] for r in rows], "unit": [r[2] for r in rows], **scores})
    results = estimate(table, Design("stratum", "psu"), small_definition(), domains=["unit"])
    code = results.definition.measures[0].code
    for difference in (*domain_differences(results, "unit", code), *against_rest(results, "unit", [code])):
        assert difference.difference is not None
        assert (difference.se, difference.lo, difference.hi, difference.p, difference.p_holm) == (None,) * 5
