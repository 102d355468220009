"""The parts that make the answers, each on small cases."""
from decimal import Decimal

import pytest

from demo.draws import Draw
from demo.levels import level_of, levels_with_total
from demo.published import counts_behind, printed, ticks_behind
from demo.ticks import sizes_with_total, ticks_with_totals


def test_normal_draws_have_mean_0_and_variance_1():
    draw = Draw("normal")
    drawn = [draw.normal() for _ in range(4_000)]
    average = sum(drawn) / len(drawn)
    assert abs(average) < 0.06
    assert sum((value - average) ** 2 for value in drawn) / len(drawn) == pytest.approx(1, abs=0.08)


def test_shuffling_keeps_every_value():
    assert sorted(Draw("s").shuffled(range(50))) == list(range(50))


def test_picks_follow_their_weights():
    draw = Draw("p")
    picked = [draw.pick({"rare": 1, "never": 0, "often": 9}) for _ in range(1_000)]
    assert (picked.count("never"), 60 < picked.count("rare") < 140) == (0, True)


def test_levels_hit_the_total_and_keep_the_order_of_opinions():
    opinions = [0.3, -1.2, 0.9, -0.1]
    answers = levels_with_total(opinions, 5, 16)
    assert sum(answers) == 16
    assert [answers[place] for place in (1, 3, 0, 2)] == sorted(answers)


@pytest.mark.parametrize(("total", "all_at"), [(4, 1), (20, 5)])
def test_the_extreme_totals(total, all_at):
    assert levels_with_total([0.1, 0.2, 0.3, 0.4], 5, total) == [all_at] * 4


@pytest.mark.parametrize("total", [3, 21])
def test_an_impossible_total_is_refused(total):
    with pytest.raises(ValueError, match="impossible for 4 answers"):
        levels_with_total([0.0] * 4, 5, total)


def test_an_opinion_above_all_borders_is_the_highest_level():
    assert [level_of(opinion, 5) for opinion in (-9, -2.5, -2, -1, 1)] == [1, 2, 3, 4, 5]


def test_printing_rounds_half_up():
    assert printed(1, 800) == Decimal("0.13")  # 0.125


def test_counts_behind_a_score_that_everybody_could_give():
    # Item 1.1.1 of 2024: 2043/2430 = 84.074…
    assert counts_behind(Decimal("84.07"), 486, 5) == (486, 2043)


def test_counts_behind_a_score_that_two_people_must_lack():
    # Item 2.2.4 of 2024: no total of 486 or 485 answers prints as 85.45; 2068/2420 = 85.4545… does.
    assert counts_behind(Decimal("85.45"), 486, 5) == (484, 2068)


def test_a_score_nobody_can_give_is_refused():
    with pytest.raises(ValueError, match="prints as 84.07"):
        counts_behind(Decimal("84.07"), 3, 5)


def test_ticks_behind_shares():
    assert ticks_behind({"yes": Decimal("93.61"), "no": Decimal("6.39")}, 486) == (485, {"yes": 454, "no": 31})


def test_ticks_hit_the_totals_of_people_and_of_boxes():
    draw, totals = Draw("t"), {"a": 30, "b": 25, "c": 20, "d": 5}
    sizes = sizes_with_total(draw, 40, 80, most=3)
    ticked = ticks_with_totals(draw, sizes, totals)
    assert [len(boxes) for boxes in ticked] == sizes
    assert all(len(set(boxes)) == len(boxes) for boxes in ticked)
    assert {box: sum(box in boxes for boxes in ticked) for box in totals} == totals


def test_a_box_that_everybody_ticks_is_never_missed():
    ticked = ticks_with_totals(Draw("t"), [2] * 10, {"all": 10, "b": 5, "c": 5})
    assert all("all" in boxes for boxes in ticked)


def test_ticks_that_do_not_suffice_are_refused():
    with pytest.raises(ValueError, match="do not suffice"):
        ticks_with_totals(Draw("t"), [2, 2], {"a": 2, "b": 1})
