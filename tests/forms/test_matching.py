"""Which questions two waves asked alike: the words and all that bears on an answer, found by what is meant and not by codes."""
from dataclasses import replace

import pytest

import forms
from forms.definition import Condition, Item, Level, Text
from forms.matching import NEW, REWORDED, match_questions

NOW = forms.load("sipas_household")


def changed(**by_code) -> forms.Instrument:
    """The instrument with some items put differently; None leaves one out."""
    sections = (replace(section, items=tuple(one for item in section.items if (one := by_code.get(item.code.replace(".", "_"), item)))) for section in NOW.sections)
    return forms.Instrument(NOW.code, "before", NOW.title, tuple(sections), NOW.scales, NOW.nonanswers)


def item(code: str) -> Item:
    return NOW.items[code]


def test_the_same_form_asks_the_same():
    same, not_same = match_questions(NOW, changed())
    assert set(same) == set(NOW.items) and all(code == mine for code, mine in same.items()) and not_same == {}


def test_a_code_may_change_but_not_what_is_meant():
    same, not_same = match_questions(NOW, changed(A5=replace(item("A5"), code="B7")))
    assert same["B7"] == "A5" and not_same == {}


def test_a_question_that_was_not_asked_is_new():
    same, not_same = match_questions(NOW, changed(A5=None))
    assert "A5" not in same.values() and not_same == {"A5": NEW}


OTHER = Text("khác", "other")
SCALE = item("A1.1").scale


@pytest.mark.parametrize(("code", "change"), [
    ("A5", {"text": OTHER}), ("A5", {"help": OTHER}), ("A2", {"kind": "single"}), ("C", {"choose": 3}), ("A5", {"nonanswers": ()}),
    ("A5", {"options": item("A5").options[:2]}), ("A5", {"options": (replace(item("A5").options[0], text=OTHER), *item("A5").options[1:])}),
    ("A1.1", {"scale": replace(SCALE, levels=(*SCALE.levels, Level(5, OTHER)))}), ("A5", {"show_if": (Condition("A6", ("some",)),)}),
])
def test_a_question_put_otherwise_is_not_compared(code, change):
    same, not_same = match_questions(NOW, changed(**{code.replace(".", "_"): replace(item(code), **change)}))
    assert code not in same.values() and not_same == {code: REWORDED}
