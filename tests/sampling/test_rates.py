"""Outcome rates against a published example, and what the groups mean."""
from fractions import Fraction

import pytest

from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS, said_by_people
from survey_app.sampling.rates import Tally, rates, tally
from survey_app.sampling.refusals import Refused

# The example of the R package outcomerate (ropensci, README): 12 cases, e = 9/10, printed to three places.
EXAMPLE = Tally(I=4, P=2, R=1, NC=1, O=1, UH=1, UO=1, NE=1)
PUBLISHED = {
    "RR1": 0.364, "RR2": 0.545, "RR3": 0.370, "RR4": 0.556, "RR5": 0.444, "RR6": 0.667, "COOP1": 0.500, "COOP2": 0.750, "COOP3": 0.571,
    "COOP4": 0.857, "REF1": 0.091, "REF2": 0.093, "REF3": 0.111, "CON1": 0.727, "CON2": 0.741, "CON3": 0.889,
}


def test_rates_are_those_of_the_published_example():
    assert {name: round(value, 3) for name, value in rates(EXAMPLE).items()} == PUBLISHED


def test_a_fieldwork_worked_out_by_hand():
    # 486 issued: 400 complete, 20 partial, 30 refused, 15 not met, 5 other, 6 unknown, 10 not eligible.
    # eligible 470; e = 470/480; RR3 = 400/(470 + 6 x 470/480) = 400/475.875
    counts = Tally(I=400, P=20, R=30, NC=15, O=5, UH=4, UO=2, NE=10)
    found = rates(counts)
    assert counts.e == pytest.approx(float(Fraction(470, 480)))
    assert found["RR1"] == pytest.approx(400 / 476) and found["RR3"] == pytest.approx(400 / 475.875) and found["RR6"] == pytest.approx(420 / 470)
    assert found["COOP4"] == pytest.approx(420 / 450) and found["CON1"] == pytest.approx(455 / 476) and found["REF2"] == pytest.approx(30 / 475.875)


def test_nothing_to_divide_by_is_none_and_not_a_zero():
    assert set(rates(Tally()).values()) == {None}
    assert rates(Tally(NE=3))["RR1"] is None


def test_before_anything_is_known_all_unknown_cases_count_as_eligible():
    assert Tally(UH=5).e is None and rates(Tally(UH=5))["RR3"] == 0


def test_codes_are_counted_by_their_group():
    assert tally(["1.1", "1.1", "1.2", "2.11", "2.12", "2.24", "2.33", "3.11", "3.90", "4.60"]) == Tally(I=2, P=1, R=2, NC=1, O=1, UH=1, UO=1, NE=1)


def test_every_group_has_codes_and_every_code_words_in_both_languages():
    assert {known.group for known in DISPOSITIONS.values()} == set(GROUPS)
    assert all(known.vi and known.en and known.code == code for code, known in DISPOSITIONS.items())
    first = {"I": "1", "P": "1", "R": "2", "NC": "2", "O": "2", "UH": "3", "UO": "3", "NE": "4"}
    assert all(code.startswith(first[known.group]) for code, known in DISPOSITIONS.items())


@pytest.mark.parametrize(("code", "why"), [("1.1", "come from the response itself"), ("2.99", "came '2.99'"), ("", "came ''")])
def test_people_cannot_say_any_code(code, why):
    with pytest.raises(Refused, match=why):
        said_by_people(code)
