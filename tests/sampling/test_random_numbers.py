"""Random numbers: what any program that knows SHA-256 finds."""
import pytest

from survey_app.sampling.random_numbers import checked_seed, digest, random_below
from survey_app.sampling.refusals import Refused


def test_they_are_what_sha256sum_says():
    # printf '1|2|3|4' | sha256sum; the last three decimal digits of that number are 585
    assert digest("1", "2", "3", "4") == "8e96dc5e83d405a518a3a93fcbaa8f6a21fd909fa989f73635fe74a093615f39"
    assert random_below(1000, "1", "2", "3", "4") == 585


def test_every_word_of_the_four_matters():
    plain = ("s", "f", "p", "c")
    changed = {digest(*plain), *(digest(*plain[:place], "x", *plain[place + 1:]) for place in range(4))}
    assert len(changed) == 5


def test_all_numbers_below_the_limit_come_and_none_else():
    drawn = [random_below(7, "s", "f", "p", str(number)) for number in range(400)]
    assert set(drawn) == set(range(7))


@pytest.mark.parametrize("seed", ["", " 1", "1 ", "a|b", "a\nb", "x" * 101])
def test_a_seed_that_could_be_read_in_two_ways_is_refused(seed):
    with pytest.raises(Refused, match="expected a seed"):
        checked_seed(seed)
    assert checked_seed("Quay số 15/9: 07-21-33") == "Quay số 15/9: 07-21-33"
