"""The equations of a ledger, without a database."""
from __future__ import annotations

import pytest

from survey_app.batches.sums import Ledger, differences, state_of

# Fifty went out; 45 came back and are of record, 3 households refused, 2 forms were spoiled.
WHOLE = {"issued": 50, "returned": 45, "refused": 3, "spoiled": 2, "keyed_once": 45, "keyed_twice": 45, "adjudicated": 4, "of_record": 45}


def broken(closed: bool = False, **other: int) -> list[str]:
    return [difference.code for difference in differences(Ledger(**WHOLE | other), closed=closed)]


def test_a_ledger_that_closes_breaks_nothing():
    assert broken() == [] == broken(closed=True) and state_of(Ledger(**WHOLE), closed=True) == "done"


@pytest.mark.parametrize(("other", "code"), [
    ({"returned": 46}, "more_back_than_out"),
    ({"returned": 44}, "keyed_not_returned"),
    ({"astray": 1}, "astray"),
    ({"keyed_twice": 46}, "twice_not_once"),
    ({"keyed_twice": 3}, "adjudicated_not_twice"),
])
def test_each_equation_that_breaks_is_named(other, code):
    assert broken(**other) == [code] and state_of(Ledger(**WHOLE | other)) == "differs"


def test_the_sentence_has_the_numbers_in_both_languages():
    (difference,) = differences(Ledger(**WHOLE | {"refused": 6}))
    assert difference.vi == "Phát ra 50 phiếu, nhưng thu về 45 + từ chối 6 + hỏng 2 nhiều hơn 3 phiếu."
    assert difference.en == "issued 50, but returned 45 + refused 6 + spoiled 2 are 3 more"


def test_forms_still_out_are_no_difference_while_the_wave_is_open():
    out = Ledger(issued=50, returned=40, keyed_once=40, of_record=40)
    assert (out.outstanding, state_of(out), differences(out)) == (10, "out", [])
    assert [difference.code for difference in differences(out, closed=True)] == ["out_after_closing"]


def test_forms_not_keyed_to_the_end_are_one_only_when_the_wave_is_closed():
    waiting = Ledger(**WHOLE | {"of_record": 44})
    assert (waiting.unfinished, state_of(waiting), differences(waiting)) == (1, "unfinished", [])
    assert [difference.code for difference in differences(waiting, closed=True)] == ["unfinished_after_closing"]


def test_several_broken_equations_are_all_named():
    assert broken(returned=60, astray=2, closed=True) == ["more_back_than_out", "astray", "unfinished_after_closing"]
