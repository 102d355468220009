"""Codes people type: every single slip and every swap of two signs is caught."""
from itertools import combinations

from survey_app.codes import ALPHABET, check_character, new_code, read_code, show_code


def test_new_codes_read_back_as_typed():
    for _ in range(50):
        code = new_code()
        assert read_code(code) == read_code(show_code(code).lower()) == read_code(f" {code} ") == code


def test_no_look_alikes():
    assert len(ALPHABET) == 23 and not set(ALPHABET) & set("01BDGIOLQSUVZ")


def test_every_wrong_sign_and_every_swap_is_caught():
    code = "K7M4PXA2" + check_character("K7M4PXA2")
    slips = [code[:place] + sign + code[place + 1:] for place in range(9) for sign in ALPHABET if sign != code[place]]
    for left, right in combinations(range(8), 2):
        swapped = list(code)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        slips.append("".join(swapped))
    assert not [slip for slip in slips if slip != code and read_code(slip)]


def test_what_cannot_be_a_code_is_none():
    for typed in ("", "K7M4", "K7M4PXA2??", "0" * 9, "ĐĐĐĐĐĐĐĐĐ"):
        assert read_code(typed) is None
