"""Each rule on a small table that is right, then with one figure wrong."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.arithmetic import Column, Row, check_rows
from tests.arithmetic.tables import SCORE, printed, rules, score_row

# Scores 20.000 to 100.000 with hidden third decimals, as thousandths.
HIDDEN = st.integers(20_000, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)


def survey(items: list[list[Decimal]]) -> list[Row]:
    """A table of one index over components over items; every roll-up the mean of its unrounded items, rounded once."""
    every = [score for component in items for score in component]
    rows = [score_row("T", sum(every) / len(every), level="index")]
    for number, component in enumerate(items):
        rows.append(score_row(f"{number}", sum(component) / len(component), "T", "component"))
        rows += [score_row(f"{number}.{place}", score, f"{number}") for place, score in enumerate(component)]
    return rows


SURVEYS = st.lists(st.lists(HIDDEN, min_size=1, max_size=12), min_size=1, max_size=5)


@given(SURVEYS)
def test_nothing_is_said_of_a_right_table(items):
    assert check_rows(survey(items)) == ()


@given(SURVEYS, st.data())
def test_a_roll_up_that_is_two_hundredths_off_is_found(items, data):
    """Items hide at most 0.005 each, so does their mean and the printed roll-up: 0.02 beyond the right figure cannot hide."""
    rows = survey(items)
    place = data.draw(st.sampled_from([number for number, row in enumerate(rows) if row.level != "item"]))
    wrong = rows[place].figures[SCORE].value + data.draw(st.sampled_from((Decimal("0.02"), Decimal("-0.02"))))
    rows[place] = score_row(rows[place].code, wrong, rows[place].parent, rows[place].level)
    assert ("rollup", rows[place].code) in rules(*rows)


def test_the_mean_is_of_items_and_not_of_components():
    """Components 80 (one item) and 90 (three items): the index is 87.50, and 85.00 would be the mean of components."""
    items = [[Decimal(80)], [Decimal(90)] * 3]
    assert survey(items)[0].figures[SCORE].value == Decimal("87.50") and not rules(*survey(items))
    assert rules(score_row("T", "85.00", level="index"), *survey(items)[1:]) == [("rollup", "T")]


def test_a_table_without_items_only_has_to_lie_between_its_components():
    components = [score_row("1", "80", "T", "component"), score_row("2", "90", "T", "component")]
    assert not rules(score_row("T", "89.99", level="index"), *components)
    assert rules(score_row("T", "90.01", level="index"), *components) == [("rollup", "T")]


def test_an_item_that_is_not_shown_leaves_room_for_what_it_may_be():
    """Mean of 80 and something from 20 to 100: from 50 to 90."""
    hidden = Row("1.2", {}, "1", "item")
    assert not rules(score_row("1", "90.00", level="component"), score_row("1.1", "80", "1"), hidden)
    assert rules(score_row("1", "90.02", level="component"), score_row("1.1", "80", "1"), hidden) == [("rollup", "1")]


@pytest.mark.parametrize(("figures", "rule"), [
    ({"rank": printed(64, None)}, "range"), ({"rank": printed(0, None)}, "range"), ({"national": printed("19.99")}, "range"),
    ({"rank": printed(1, None), "national": printed("85.01")}, "rank"), ({"rank": printed(63, None), "national": printed("84.99")}, "rank"),
    ({"lo": printed("85.01"), "hi": printed("86")}, "interval"), ({"lo": printed("86"), "hi": printed("84")}, "interval"), ({"lo": printed("84")}, "interval"),
])
def test_figures_of_one_row(figures, rule):
    right = {"rank": printed(2, None), "national": printed("84"), "lo": printed("84"), "hi": printed("86")}
    assert not rules(score_row("1", "85.00", **right))
    assert rule in {found for found, _ in rules(score_row("1", "85.00", **figures))}


@pytest.mark.parametrize(("year", "rank", "right"), [(2024, 63, True), (2024, 64, False), (2025, 34, True), (2025, 35, False)])
def test_ranks_run_through_the_provinces_of_the_year(year, rank, right):
    assert (not rules(Row("1", {Column("rank", year): printed(rank, None)}))) == right


def test_codes_stand_once_and_parents_are_there():
    assert rules(score_row("1", "80"), score_row("1", "80")) == [("duplicate", "1")]
    assert rules(score_row("1", "80", "nowhere")) == [("parent", "1")]
    assert {("circle", "1"), ("circle", "2")} <= set(rules(score_row("1", "80", "2"), score_row("2", "80", "1")))


@pytest.mark.parametrize(("change", "right"), [("3.07", True), ("3.08", False), ("-3.07", False)])
def test_a_change_is_the_difference_of_the_printed_figures(change, right):
    """Index 2 of Ninh Bình rose from 82,43 to 85,50: the plan says 3,07, the unrounded scores 3,08."""
    row = Row("2", {Column("score", 2023): printed("82.43"), SCORE: printed("85.50"), Column("change", 2024): printed(change)})
    assert (not rules(row)) == right


def test_a_rank_that_falls_in_number_rises():
    ranks = {Column("rank", 2023): printed(24, None), Column("rank", 2024): printed(13, None)}
    assert not rules(Row("1", ranks | {Column("rank_change", 2024): printed(11, None)}))
    assert rules(Row("1", ranks | {Column("rank_change", 2024): printed(9, None)})) == [("change", "1")]


def test_no_row_counts_more_people_than_the_one_above():
    parent = score_row("1", "80", level="component", n=printed(486, None))
    assert not rules(parent, score_row("1.1", "80", "1", n=printed(485, None)))
    assert rules(parent, score_row("1.1", "80", "1", n=printed(487, None))) == [("count", "1.1")]


def points(code: str, score: str, most: str, parent: str | None = None, percent: str | None = None) -> Row:
    figures = {Column("points", 2024): printed(score), Column("max"): printed(most, None)}
    return Row(code, figures | ({Column("percent", 2024): printed(percent)} if percent else {}), parent)


@pytest.mark.parametrize(("percent", "right"), [("85.50", True), ("85.45", True), ("85.54", True), ("85.56", False), ("82.71", False)])
def test_points_against_percent(percent, right):
    """8.55 of 10 points may be anything from 8.545 up to 8.555, which is 85.45 to 85.55 %."""
    assert (not rules(points("a", "8.55", "10", percent=percent))) == right


def test_no_more_points_than_the_maximum():
    assert not rules(points("a", "10.00", "10"))
    assert rules(points("a", "10.01", "10")) == [("points", "a")]


def test_parts_add_up_within_what_rounding_hides():
    """Two parts hide 0.005 each, the sum 0.005: 0.01 off can be true, 0.02 cannot."""
    parts = points("a", "5.10", "10", "T"), points("b", "3.20", "10", "T")
    assert not rules(points("T", "8.31", "20"), *parts)
    assert rules(points("T", "8.32", "20"), *parts) == [("sum", "T")]
    assert rules(points("T", "8.30", "21"), *parts) == [("sum", "T")]


def shares(choose: str, *percent: str, n: int | None = None) -> list[Row]:
    people = {Column("n", 2024): printed(n, None)} if n else {}
    return [Row(f"Q/{place}", {Column("share", 2024): printed(share)} | people, "Q", choose=choose) for place, share in enumerate(percent)]


@pytest.mark.parametrize(("choose", "percent", "right"), [
    ("1", ("92.18", "7.82", "0.00"), True), ("1", ("92.18", "7.92", "0.00"), False), ("1", ("33.33", "33.33", "33.33"), True), ("1", ("50", "49"), False),
    ("2", ("90", "80", "29.99"), True), ("2", ("90", "80", "30.10"), False), ("2", ("50", "40", "30"), True), ("any", ("90", "90", "90"), True),
])
def test_shares_add_up_to_what_people_may_choose(choose, percent, right):
    assert (not rules(*shares(choose, *percent))) == right


@pytest.mark.parametrize(("share", "right"), [("61.52", True), ("61.44", False)])
def test_a_share_is_a_whole_number_of_people(share, right):
    """299 of 486 is 61.52 %; 298 of 486 is 61.32 %, so nothing gives 61.44 %."""
    assert (not rules(*shares("any", share, n=486))) == right


def test_a_contradiction_says_where_and_what_in_both_languages():
    found, = check_rows([points("a", "8.55", "10", percent="82.71")])
    assert str(found) == "a, percent_2024: printed 82.71 %, but 8.55/10 points are 85.45 … 85.55 %."
    assert found.words == "a, percent_2024: in 82,71 %, nhưng 8,55/10 điểm là 85,45 … 85,55 %."
    assert (found.expected, found.found) == ("85.45 … 85.55", "82.71")
