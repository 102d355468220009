"""PSUs by stratum: in proportion, by largest remainder, at least two."""
import pytest
from hypothesis import given, strategies as st

from survey_app.sampling.allocation import allocate
from survey_app.sampling.refusals import Refused

strata = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 30)), min_size=1, max_size=15)


def test_proportional_shares_by_largest_remainder():
    # 18 of 1000: quotas 9.18, 5.4, 3.42 -> 9, 5, 3 and the one left to the largest remainder, .42
    assert allocate(18, [510, 300, 190], [99, 99, 99]) == [9, 5, 4]


def test_a_small_stratum_gets_two_and_the_others_share_the_rest():
    # quotas of 10: 9, 0.9, 0.1 -> 2 and 2 at least, so 6 are left
    assert allocate(10, [900, 90, 10], [99, 99, 99]) == [6, 2, 2]


def test_a_stratum_of_one_village_gets_that_one():
    assert allocate(5, [100, 100], [1, 9]) == [1, 4]


def test_no_stratum_gets_more_than_it_has():
    assert allocate(10, [1000, 10], [3, 50]) == [3, 7]


def test_equal_remainders_go_to_the_earlier():
    assert allocate(7, [1, 1], [9, 9]) == [4, 3]


@pytest.mark.parametrize("total", [3, 12])
def test_impossible_totals_are_refused(total):
    with pytest.raises(Refused, match="expected from 4 PSUs .* to 11 "):
        allocate(total, [10, 20], [5, 6])


@given(strata, st.data())
def test_any_possible_total_is_met_within_the_bounds(found, data):
    sizes, villages = [size for size, _ in found], [count for _, count in found]
    least = sum(min(2, count) for count in villages)
    total = data.draw(st.integers(least, sum(villages)))
    shares = allocate(total, sizes, villages)
    assert sum(shares) == total
    assert all(min(2, count) <= share <= count for share, count in zip(shares, villages, strict=True))


@given(st.lists(st.integers(50, 100), min_size=1, max_size=8), st.integers(40, 80))
def test_without_bounds_every_share_is_next_to_its_quota(sizes, total):
    shares = allocate(total, sizes, [1000] * len(sizes))
    assert all(abs(share - total * size / sum(sizes)) < 1 for share, size in zip(shares, sizes, strict=True))


@given(strata, st.data())
def test_a_larger_stratum_never_gets_less_than_a_smaller_with_the_same_bounds(found, data):
    sizes = sorted(size for size, _ in found)
    total = data.draw(st.integers(2 * len(sizes), 30 * len(sizes)))
    shares = allocate(total, sizes[::-1], [30] * len(sizes))
    assert shares == sorted(shares, reverse=True)
