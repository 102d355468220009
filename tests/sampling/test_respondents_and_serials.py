"""One adult a household, and serial numbers that catch slips."""
from collections import Counter
from itertools import pairwise

import pytest

from survey_app.sampling.respondents import KISH_ROUND, KISH_TABLES
from survey_app.sampling.serials import running_number, serial_of


@pytest.mark.parametrize("adults", [1, 2, 3, 4, 6])
def test_kish_gives_every_adult_the_same_chance(adults):
    chosen = Counter(KISH_TABLES[table][adults - 1] for table in KISH_ROUND)
    assert chosen == {person: 12 // adults for person in range(1, adults + 1)}


def test_of_five_adults_two_have_a_slightly_larger_chance():
    # Twelfths cannot be shared by five; Kish's tables give 2, 2, 3, 2, 3.
    assert Counter(KISH_TABLES[table][4] for table in KISH_ROUND) == {1: 2, 2: 2, 3: 3, 4: 2, 5: 3}


def test_a_serial_is_five_digits_and_a_check_digit():
    assert serial_of(572) == "005724"  # Damm's own example: 572 has check digit 4
    assert serial_of(123456)[:6] == "123456"


def test_a_serial_reads_back_with_dropped_zeros_blanks_and_dashes():
    for number in (1, 572, 40_000, 123_456):
        serial = serial_of(number)
        assert running_number(serial) == running_number(serial.lstrip("0")) == running_number(f" {serial[:5]}-{serial[5:]} ") == number


def test_every_wrong_digit_and_every_swap_of_neighbours_is_caught():
    for serial in map(serial_of, range(1, 2000, 37)):
        wrong = {serial[:place] + digit + serial[place + 1:] for place in range(6) for digit in "0123456789"} - {serial}
        swapped = {serial[:place] + b + a + serial[place + 2:] for place, (a, b) in enumerate(pairwise(serial))} - {serial}
        assert not [slip for slip in wrong | swapped if running_number(slip)]


@pytest.mark.parametrize("typed", ["", "0", "000000", "12a4", "٣٢١", "-"])
def test_what_cannot_be_a_serial_is_none(typed):
    assert running_number(typed) is None
