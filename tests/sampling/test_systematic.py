"""Systematic selection: probabilities found by going through every start there is."""
from collections import Counter
from fractions import Fraction

from hypothesis import given, strategies as st

from survey_app.sampling.systematic import certain_units, select, select_equal

sizes = st.lists(st.integers(1, 30), min_size=2, max_size=12)


@st.composite
def without_large_units(draw) -> tuple[list[int], int]:
    """Sizes of which none reaches the interval, and a number to take."""
    found, take = draw(sizes), draw(st.integers(1, 6))
    small = [size for size in found if take * size < sum(found)]
    certain, left = certain_units(found, min(take, len(found)))
    rest = [size for place, size in enumerate(found) if place not in certain]
    return (rest, left) if rest else (small or [1, 1], 1)


@given(without_large_units())
def test_each_start_is_as_likely_and_gives_every_unit_its_probability(given_units):
    units, take = given_units
    total, hits = sum(units), Counter()
    for start in range(total):
        chosen = select(units, take, start)
        assert len(chosen) == len(set(chosen)) == take and chosen == sorted(chosen)
        hits.update(chosen)
    probabilities = [Fraction(hits[place], total) for place in range(len(units))]
    assert probabilities == [Fraction(take * size, total) for size in units]
    assert sum(probabilities) == take


@given(st.integers(1, 60), st.integers(1, 60))
def test_households_are_spread_evenly_and_equally_likely(count, take):
    take, hits = min(take, count), Counter()
    for start in range(count):
        chosen = select_equal(count, take, start)
        assert len(set(chosen)) == take and 0 <= min(chosen) and max(chosen) < count
        gaps = {after - before for before, after in zip(chosen, chosen[1:], strict=False)}
        assert not gaps or gaps <= {count // take, -(-count // take)}
        hits.update(chosen)
    assert set(hits.values()) == {take} and len(hits) == count


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 39))
def test_equal_selection_is_selection_of_units_of_size_one(count, take, start):
    take, start = min(take, count), start % count
    assert select_equal(count, take, start) == select([1] * count, take, start)


def test_a_worked_example():
    # Sizes 3, 5, 2: T = 10, n = 2, interval 5. r = 7: hits at 7/2 = 3.5 and 17/2 = 8.5; the units reach to 3, 8 and 10.
    assert select([3, 4, 3], 2, 7) == [1, 2]
    # 10 households, 4 taken, interval 2.5. r = 6: hits at 1.5, 4.0, 6.5, 9.0.
    assert select_equal(10, 4, 6) == [1, 4, 6, 9]


def test_a_unit_as_long_as_the_interval_represents_itself():
    assert certain_units([50, 20, 30, 25, 25, 30], 4) == ({0}, 3)  # interval 45; then 130/3 = 43.3


def test_taking_a_large_one_out_may_make_another_large():
    # 100 of 190, 3 to draw: interval 63.3; then 90 with 2 to draw: interval 45, and 46 is as long; then one would be left: two.
    assert certain_units([100, 46, 20, 12, 12], 3) == ({0, 1}, 2)


def test_where_all_are_taken_all_are_certain():
    assert certain_units([9, 1, 4], 3) == ({0, 1, 2}, 0)


def test_a_single_draw_from_the_rest_becomes_two():
    assert certain_units([500, 100, 100, 100, 100], 2) == ({0}, 2)


def test_drawing_one_more_may_make_others_certain_too():
    # 80 of 160 is certain; of 20, 20, 40 two are drawn: 40 is certain; one left, so two of 20, 20: all are.
    assert certain_units([20, 20, 80, 40], 2) == ({0, 1, 2, 3}, 0)


@given(sizes, st.integers(2, 12))
def test_what_is_left_can_be_drawn_and_varies(units, take):
    certain, left = certain_units(units, min(take, len(units)))
    rest = [size for place, size in enumerate(units) if place not in certain]
    assert len(certain) + left >= min(take, len(units)) and (left == 0) == (rest == [])
    assert left != 1 and left <= len(rest) and all(left * size < sum(rest) for size in rest)
