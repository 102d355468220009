"""How scores are rounded and written."""
from decimal import Decimal

import pytest

from survey_app.numbers import change, two_decimals, vietnamese, whole, with_sign


@pytest.mark.parametrize(("value", "rounded"), [
    (85.33538508935086, "85.34"),
    (85, "85.00"),
    (0.125, "0.13"),  # half up; round(0.125, 2) gives 0.12
    (85.50499999999999, "85.51"),  # 85.505 with the last bit lost in a sum
    (85.5049, "85.50"),
    (100.0, "100.00"),
    (Decimal("3.145"), "3.15"),
])
def test_two_decimals_half_up(value, rounded):
    assert two_decimals(value) == Decimal(rounded)


def test_no_negative_zero():
    assert str(two_decimals(-0.001)) == "0.00"


def test_people_read_a_decimal_comma():
    assert vietnamese(85.3) == "85,30"


def test_nothing_is_a_dash():
    assert (vietnamese(None), whole(None), with_sign(None)) == ("–", "–", "–")


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (999, "999"), (4304, "4.304"), (1234567, "1.234.567"), (-33, "−33")])
def test_counts_have_a_mark_of_thousands(number, words):
    assert whole(number) == words


@pytest.mark.parametrize(("points", "plain", "signed"), [(-0.55, "−0,55", "−0,55"), (2.43, "2,43", "+2,43"), (-0.001, "0,00", "0,00"), (1234.5, "1.234,50", "+1.234,50")])
def test_a_minus_is_as_long_as_a_plus(points, plain, signed):
    assert (vietnamese(points), with_sign(points)) == (plain, signed)


@pytest.mark.parametrize(("score", "previous", "words"), [
    (85.33538508935086, 82.70748823942778, "Tăng 2,63"),
    (85.5046, 82.4260, "Tăng 3,07"),  # printed 85,50 and 82,43; unrounded 3,0786
    (81.0, 81.4, "Giảm 0,40"),
    (81.001, 81.0, "Không đổi"),
    (81.0, 81.0, "Không đổi"),
    (None, 81.0, "–"),
    (81.0, None, "–"),
])
def test_a_change_in_words(score, previous, words):
    assert change(score, previous) == words
