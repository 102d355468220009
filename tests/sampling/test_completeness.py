"""From a response to its case's disposition."""
import pytest

import forms
from survey_app.sampling.completeness import disposition_of, share_answered

INSTRUMENT = forms.load("sipas_household")
ASKED = [item for item in INSTRUMENT.items.values() if item.kind != "text"]
ALL = {item.code: 4 if item.kind == "scale" else item.options[0].value for item in ASKED}


def test_all_answered_is_all_and_nothing_about_oneself_still_complete():
    assert share_answered(INSTRUMENT, ALL) == 1
    about_others = {code: answer for code, answer in ALL.items() if not code.startswith("D")}
    assert len(about_others) < len(ALL) and disposition_of(share_answered(INSTRUMENT, about_others)) == "1.1"


def test_refused_unreadable_and_blank_are_not_answers_but_not_knowing_is():
    one_less = pytest.approx(1 - 1 / len(ASKED))
    assert share_answered(INSTRUMENT, ALL | {"1.1.1": "ref"}) == one_less
    assert share_answered(INSTRUMENT, ALL | {"1.1.1": "inv"}) == one_less
    assert share_answered(INSTRUMENT, {code: answer for code, answer in ALL.items() if code != "1.1.1"}) == one_less
    assert share_answered(INSTRUMENT, ALL | {"1.1.1": "dk"}) == 1


@pytest.mark.parametrize(("share", "code"), [(1, "1.1"), (0.81, "1.1"), (0.8, "1.2"), (0.5, "1.2"), (0.49, "2.12"), (0, "2.12")])
def test_the_cut_offs(share, code):
    assert disposition_of(share) == code
