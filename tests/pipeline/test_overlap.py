"""Changes between two samples that share PSUs: against R, by hand where R has no such design, and where nothing is to be had."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipeline.design import Design
from pipeline.differences import independent_difference, sample_difference, wave_differences
from pipeline.estimate import Results, estimate
from pipeline.overlap import NO_COVARIANCES, joint_variance, results_covariances
from tests.pipeline.small_surveys import ITEMS, small_definition

ORACLE = Path(__file__).parent / "oracle"
DRAWN_ANEW = "03"
DESIGNS = {
    "official": Design("stratum", "psu", nested=True), "weighted": Design("stratum", "psu", "weight", nested=True),
    "finite": Design("stratum", "psu", "weight", fpc="population", nested=True),
}


def wave_of(number: str, keep=lambda row: True) -> pa.Table:
    """The rows of one wave of R's example."""
    with (ORACLE / "data" / "waves.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["wave"] == number and keep(row)]
    numbers = {item: pa.array([int(row[item]) if row[item] else None for row in rows], pa.int8()) for item in ITEMS}
    texts = {name: [row[name] for row in rows] for name in ("stratum", "psu", "sex")}
    return pa.table(texts | {name: [float(row[name]) for row in rows] for name in ("weight", "population")} | numbers)


SHARED = [((stratum, psu), (stratum, psu)) for stratum, villages in (("01", 5), ("02", 4)) for psu in map(str, range(11, 11 + villages))]


def both(design: Design, keep=lambda row: True) -> tuple[Results, Results]:
    """Results of the second wave and of the first."""
    return tuple(estimate(wave_of(number, keep), design, small_definition(), domains=("sex",)) for number in "21")


@pytest.fixture(scope="module")
def expected():
    return json.loads((ORACLE / "waves.json").read_text())


@pytest.mark.parametrize(("case", "where"), [("official", {}), ("weighted", {}), ("finite", {}), ("women", {"by": "sex", "domain": "F"})])
def test_errors_of_changes_are_those_of_r_with_both_waves_in_one_design(expected, case, where):
    """Two strata have the same villages in both waves, the third was drawn anew."""
    found = wave_differences(*both(DESIGNS.get(case, DESIGNS["weighted"])), shared=SHARED, **where)
    assert len(found) == 7
    for change in found:
        r = expected[case][change.code]
        assert (change.difference, change.se) == (pytest.approx(r["difference"], rel=1e-9), pytest.approx(r["se"], rel=1e-9)), change.code
        assert abs(change.se / change.se_if_independent - 1) > 1e-3


def test_where_all_villages_are_in_both_waves_df_is_that_of_r_too(expected):
    found = wave_differences(*both(DESIGNS["weighted"], lambda row: row["stratum"] != DRAWN_ANEW), shared=SHARED)
    for change in found:
        r = expected["all_shared"][change.code]
        assert (change.se, change.df) == (pytest.approx(r["se"], rel=1e-9), r["degf"])


def one_item(values: dict[tuple[str, str], tuple[int, int]], population: float | None = None) -> Results:
    """A survey with two answers of one item in each village, of so many in the stratum."""
    rows = [{"stratum": stratum, "psu": psu, "a1": level} for (stratum, psu), levels in values.items() for level in levels]
    table = pa.table({name: [row[name] for row in rows] for name in ("stratum", "psu")} | {"a1": pa.array([row["a1"] for row in rows], pa.int8())})
    for same in ("a2", "b1", "b2"):
        table = table.append_column(same, table["a1"])
    table = table.append_column("population", pa.array([population] * len(rows), pa.float64()))
    return estimate(table, Design("stratum", "psu", fpc=population and "population", nested=True), small_definition())


THEN = {("A", psu): levels for psu, levels in {"1": (1, 2), "2": (3, 4), "3": (5, 5), "4": (2, 4), "5": (3, 1)}.items()}
TODAY = {("A", psu): levels for psu, levels in {"1": (2, 2), "2": (3, 5), "3": (5, 4), "4": (2, 3), "6": (1, 5)}.items()}
OLD, NEW = one_item(THEN), one_item(TODAY)
FOUR = [(("A", psu), ("A", psu)) for psu in "1234"]


def test_some_villages_shared_by_hand():
    """All have two of ten answers, so a village adds 20 x (its sum - 2 means) / 10. Sums: old 3 7 10 6 4, mean level 3; new 4 8 9 5 6, mean level 3.2.
    Deviations of the four shared from their own means: old -3.5 .5 3.5 -.5, new -2.5 1.5 2.5 -1.5; products add up to 19; times 4 / 3 and 2 x 2."""
    found = results_covariances(NEW, OLD, FOUR)
    assert (found.psus, found.degrees) == (4, 3)
    assert found.by_figure["a1"] == pytest.approx(19 * 4 / 3 * 4, rel=1e-12)
    change = {one.code: one for one in wave_differences(NEW, OLD, shared=FOUR)}["ALL"]
    new, old = NEW.of()[0], OLD.of()[0]
    assert change.se**2 == pytest.approx(new.se**2 + old.se**2 - 2 * 19 * 4 / 3 * 4, rel=1e-12) and change.df == 4


@pytest.mark.parametrize(("now", "then"), [(20.0, 10.0), (10.0, 20.0)])
def test_of_two_numbers_of_villages_the_smaller_is_taken(now, then):
    """By hand as above, times 1 - n1 n2 / (n N) = 1 - 5 x 5 / (4 x 10)."""
    found = results_covariances(one_item(TODAY, now), one_item(THEN, then), FOUR)
    assert found.by_figure["a1"] == pytest.approx(19 * 4 / 3 * 4 * (1 - 25 / 40), rel=1e-12)


def test_strata_that_were_merged_are_told_apart_by_pairs_of_old_and_new():
    """Villages 1, 2 of stratum A and 3, 4 of B lie in one stratum now: deviations are from the means of each two.
    Old sums 3 7 | 10 6, new 4 8 | 9 5: -2 2 and 2 -2 in both waves, so that each pair adds 2 x 8 to the products, times 4."""
    old = one_item({("A", "1"): (1, 2), ("A", "2"): (3, 4), ("B", "3"): (5, 5), ("B", "4"): (2, 4), ("C", "5"): (3, 1), ("C", "6"): (2, 2)})
    new = one_item({("A", "1"): (2, 2), ("A", "2"): (3, 5), ("A", "3"): (5, 4), ("A", "4"): (2, 3), ("C", "5"): (1, 5), ("C", "6"): (4, 4)})
    pairs = [(("A", "1"), ("A", "1")), (("A", "2"), ("A", "2")), (("A", "3"), ("B", "3")), (("A", "4"), ("B", "4")), (("C", "5"), ("C", "5")), (("C", "6"), ("C", "6"))]
    found = results_covariances(new, old, pairs)
    of_c = 2 * (0 * -1) * (20 / 12) ** 2  # old sums 4 4 hold no deviation
    assert (found.psus, found.degrees) == (6, 3) and found.by_figure["a1"] == pytest.approx(2 * 2 * 8 * (20 / 12) ** 2 + of_c, rel=1e-12)


@pytest.mark.parametrize("pairs", [[], FOUR[:3], [*FOUR[:3], (("A", "6"), ("A", "7"))]])
def test_too_few_shared_villages_leave_the_samples_independent(pairs):
    """Three villages have two degrees of freedom; one that has no answer in a wave is not in its sample."""
    assert results_covariances(NEW, OLD, pairs) == NO_COVARIANCES
    assert wave_differences(NEW, OLD, shared=pairs) == wave_differences(NEW, OLD)


def test_a_single_shared_village_in_a_stratum_tells_nothing():
    pairs = [*FOUR, (("B", "9"), ("B", "9"))]
    samples = [one_item({("A", psu): (1 + place, 4) for place, psu in enumerate("1234")} | {("B", "8"): (1, 2), ("B", "9"): (5, 5)}) for _ in range(2)]
    assert (results_covariances(*samples, pairs).psus, results_covariances(*samples, pairs).degrees) == (4, 3)


@pytest.mark.parametrize(("new", "old", "covariance", "joint"), [
    (4.0, 9.0, 2.0, 9.0), (4.0, 9.0, -3.0, 19.0), (4.0, 9.0, 6.1, None), (4.0, 9.0, -6.1, None), (4.0, 4.0, 4.0, None), (4.0, 0.0, 0.0, 4.0)])
def test_a_covariance_that_cannot_be_right_is_not_used(new, old, covariance, joint):
    """Beyond a correlation of 1 either way; and 1 itself with errors alike, which would leave a change without any error."""
    assert joint_variance(new, old, covariance) == joint


def test_then_the_samples_are_taken_as_independent():
    new, old = (("x", results.of()[0]) for results in (NEW, OLD))
    assert sample_difference("ALL", new, old, 0.95, 1e6) == independent_difference("ALL", new, old, 0.95) == sample_difference("ALL", new, old, 0.95)


def test_the_order_of_villages_changes_nothing():
    random = np.random.default_rng(3)
    found = results_covariances(*both(DESIGNS["weighted"]), [SHARED[place] for place in random.permutation(len(SHARED))]).by_figure
    assert found == pytest.approx(results_covariances(*both(DESIGNS["weighted"]), SHARED).by_figure, rel=1e-12)
