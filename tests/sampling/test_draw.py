"""The draw: exact identities of its weights, the same sample for the same words, an auditor's own way to the same villages."""
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given, settings, strategies as st

from survey_app.sampling.draw import draw_sample
from survey_app.sampling.plan import Plan, group
from survey_app.sampling.refusals import Refused
from survey_app.sampling.villages import Frame
from tests.sampling.conftest import small_frame, village

FRAME = small_frame()
PLAN = Plan(psus=6, households=7, reserve=3)


def estimated_households(psus) -> Fraction:
    return sum((psu.weight * len(psu.households) for psu in psus), Fraction(0))


def test_the_same_words_draw_the_same_sample_whatever_the_order_of_the_file():
    turned = Frame.of(reversed(FRAME.villages))
    assert draw_sample(FRAME, PLAN, "1") == draw_sample(turned, PLAN, "1")
    assert draw_sample(FRAME, PLAN, "1").digest != draw_sample(FRAME, PLAN, "2").digest


def test_this_sample_stays_as_it_was_drawn_first():
    """A change of the method must be meant: it breaks the proof of every sample drawn before."""
    sample = draw_sample(FRAME, PLAN, "1")
    assert [psu.village.code for psu in sample.psus] == ["01-01-02", "01-02-01", "01-02-04", "02-01-01", "02-01-04", "02-02-02"]
    assert (sample.frame_digest[:16], sample.digest[:16]) == ("65be67b6acc94a32", "b4c260f007e7728e")


def test_an_auditor_finds_the_same_villages_and_households():
    """Line up the households; with n hits the village of household floor((r + kT)/n) is drawn, r = SHA-256 mod T."""
    def number(purpose: str, code: str) -> int:
        return int(sha256(f"1|{FRAME.digest}|{purpose}|{code}".encode()).hexdigest(), 16)

    found = {}
    for (stratum, _), villages in group(FRAME, "district").items():
        line = [one.code for one in villages for _ in range(one.households)]
        start = number("psu", stratum) % len(line)
        for code in {line[(start + hit * len(line)) // 3] for hit in range(3)}:
            households = next(one.households for one in villages if one.code == code)
            first = number("households", code) % households
            found[code] = [(first + hit * households) // 7 + 1 for hit in range(7)]
    sample = draw_sample(FRAME, replace(PLAN, allocation={"01": 3, "02": 3}), "1")
    assert {psu.village.code: list(psu.households) for psu in sample.psus} == found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(20, 400), min_size=8, max_size=20), st.integers(4, 10), st.sampled_from(["province", "district"]), st.text("abc123", min_size=1))
def test_weights_of_a_draw_by_size_add_up_to_the_households_of_every_stratum(sizes, psus, strata, seed):
    """PPS: sum over PSUs of M_i / (n M_i / M) = M, exactly, and a certain village stands for its own households."""
    frame = Frame.of(village(f"{1 + place % 2:02}-01-{place:02}", size) for place, size in enumerate(sizes))
    sample = draw_sample(frame, Plan(psus=min(psus, len(sizes)), households=9, reserve=0, strata=strata), seed)
    for stratum, villages in group(frame, strata).items():
        drawn = [psu for psu in sample.psus if psu.stratum == stratum]
        assert estimated_households(drawn) == sum(one.households for one in villages)


def test_weights_of_equal_chances_add_up_to_the_households_on_average():
    """Over seeds every start comes; the mean over starts is exact, so over many seeds it is near (sd of one is about 8 %)."""
    true = sum(one.households for one in FRAME.villages)
    plan = Plan(psus=6, households=7, strata="province", method="systematic")
    sums = [estimated_households(draw_sample(FRAME, plan, str(seed)).psus) for seed in range(300)]
    assert abs(float(sum(sums)) / 300 / true - 1) < 0.02
    assert {psu.probability for psu in draw_sample(FRAME, plan, "1").psus} == {Fraction(6, 16)}


def test_a_village_too_large_represents_itself_and_a_second_is_drawn_from_the_others():
    frame = Frame.of([village("01-01-01", 500), *(village(f"01-01-0{place}", 100) for place in range(2, 6))])
    sample = draw_sample(frame, Plan(psus=2, households=10, strata="commune"), "x")
    large, *others = sample.psus
    assert (large.village.code, large.probability, large.self_representing, large.weight) == ("01-01-01", 1, True, 50)
    assert [(psu.probability, psu.self_representing, psu.weight) for psu in others] == [(Fraction(1, 2), False, 20)] * 2


def test_a_small_village_is_taken_whole_and_has_no_reserve():
    frame = Frame.of([village("01-01-01", 4), village("01-01-02", 4)])
    for psu in draw_sample(frame, Plan(psus=2, households=10, strata="commune"), "x").psus:
        assert (psu.households, psu.reserve, psu.weight) == ((1, 2, 3, 4), (), 1)


def test_the_reserve_is_of_other_households_in_an_order_of_its_own():
    for psu in draw_sample(FRAME, replace(PLAN, reserve=20), "1").psus:
        assert len(set(psu.reserve)) == 20 and not set(psu.reserve) & set(psu.households)
        assert max(psu.reserve) <= psu.village.households and list(psu.reserve) != sorted(psu.reserve)


def test_a_longer_reserve_begins_with_the_shorter_and_changes_nothing_else():
    short, long = (draw_sample(FRAME, replace(PLAN, reserve=size), "1").psus for size in (3, 9))
    assert [(one.households, one.reserve) for one in short] == [(one.households, one.reserve[:3]) for one in long]


def test_serials_run_through_the_sample():
    cases = draw_sample(FRAME, PLAN, "1").cases
    assert len(cases) == 42 == len({case.serial for case in cases})
    assert [case.serial[:5] for case in cases[:3]] == ["00001", "00002", "00003"]


def test_a_later_count_changes_households_and_weights_but_not_villages():
    before = draw_sample(FRAME, PLAN, "1")
    code = before.psus[0].village.code
    listed = Frame.of(replace(one, listed=one.households + 40) if one.code == code else one for one in FRAME.villages)
    after = draw_sample(listed, PLAN, "1")
    assert listed.digest == FRAME.digest and [psu.village.code for psu in after.psus] == [psu.village.code for psu in before.psus]
    assert after.psus[0].household_probability == Fraction(7, before.psus[0].village.households + 40)
    assert after.psus[1:] == before.psus[1:] and after.digest != before.digest


@pytest.mark.parametrize(("psus", "strata"), [(8, "commune"), (7, "district"), (4, "district"), (3, "province")])
def test_the_strata_are_the_finest_that_get_two_villages_each(psus, strata):
    assert draw_sample(FRAME, Plan(psus=psus), "1").plan.strata == strata


def test_without_districts_there_are_none_to_choose():
    frame = Frame.of(replace(one, district_code=None, district=None) for one in FRAME.villages)
    assert draw_sample(frame, Plan(psus=6), "1").plan.strata == "province"
    with pytest.raises(Refused, match="expected a former district for every village; village 01-01-01 has none"):
        draw_sample(frame, Plan(psus=6, strata="district"), "1")


def test_given_numbers_are_kept_and_name_the_strata():
    sample = draw_sample(FRAME, Plan(allocation={"01": 2, "02": 5}), "1")
    assert sample.plan.strata == "district" and [psu.stratum[0] for psu in sample.psus] == ["01"] * 2 + ["02"] * 5


@pytest.mark.parametrize(("allocation", "why"), [({"01": 3}, "02 has no number"), ({"01": 3, "02": 3, "03": 1}, "03 is no stratum"), ({"01": 1, "02": 3}, "from 2 to 8 .* stratum 01; came 1")])
def test_given_numbers_that_do_not_fit_are_refused(allocation, why):
    with pytest.raises(Refused, match=why):
        draw_sample(FRAME, Plan(strata="district", allocation=allocation), "1")


def test_every_twelve_forms_carry_the_kish_tables_in_turn():
    tables = [case.kish_table for case in draw_sample(FRAME, replace(PLAN, respondent="kish"), "1").cases]
    assert tables[:12] == tables[12:24] == ["A", "A", "B1", "B2", "C", "C", "D", "D", "E1", "E2", "F", "F"]
    assert {case.kish_table for case in draw_sample(FRAME, PLAN, "1").cases} == {None}
