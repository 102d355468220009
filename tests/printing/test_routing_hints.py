"""Routing in words, from the conditions of an instrument."""
from __future__ import annotations

import forms
from forms import Condition, Instrument, Item, Option, Section, Text
from survey_app.printing.routing_hints import RoutingHints

VISITOR = forms.load("one_stop_visitor", "2024")


def said(words: str) -> Text:
    return Text(words, words)


def asked(code: str, *conditions: Condition, kind: str = "single", values: tuple[str, ...] = ("a", "b", "c")) -> Item:
    return Item(code, f"concept.{code}", kind, said(code), options=tuple(Option(value, said(value)) for value in values), show_if=conditions)


def instrument(*sections: Section) -> Instrument:
    return Instrument("thu", "1", said("Thử"), sections, {}, {})


def hints_of(*items: Item) -> RoutingHints:
    return RoutingHints(instrument(Section("1", said("Một"), items=items)))


def test_an_answer_that_skips_what_follows_says_where_to_go_on():
    # Box 4 of S1 (has not used the service) hides S2 to 2.5; 2.4 hangs on S3, which is hidden then, so the remark R comes next.
    assert RoutingHints(VISITOR).after("S1") == ["Nếu đánh dấu ô 4: chuyển sang câu R."]


def test_what_no_jump_leads_past_says_whom_it_is_for():
    hints = RoutingHints(VISITOR)
    assert hints.before("2.4.1") == ["Chỉ trả lời nếu câu S3 đánh dấu ô 1. Nếu không, chuyển sang câu 2.5.1."]
    assert [code for code in VISITOR.items if hints.before(code)] == ["2.4.1"]
    assert [code for code in VISITOR.items if hints.after(code)] == ["S1"]


def test_a_form_without_conditions_has_no_hints():
    household = forms.load("sipas_household", "2024")
    hints = RoutingHints(household)
    assert not any(hints.before(code) or hints.after(code) for code in household.items)


def test_several_boxes_that_lead_to_one_place_are_named_together():
    hints = hints_of(asked("1"), asked("2", Condition("1", ("a",))), asked("3"))
    assert hints.after("1") == ["Nếu đánh dấu ô 2 hoặc 3: chuyển sang câu 3."]


def test_boxes_that_lead_to_different_places_get_a_sentence_each():
    hints = hints_of(asked("1"), asked("2", Condition("1", ("a",))), asked("3", Condition("1", ("a", "b"))), asked("4"))
    assert hints.after("1") == ["Nếu đánh dấu ô 2: chuyển sang câu 3.", "Nếu đánh dấu ô 3: chuyển sang câu 4."]


def test_when_nothing_is_left_it_leads_to_the_end():
    hints = hints_of(asked("1"), asked("2", Condition("1", ("a",))))
    assert hints.after("1") == ["Nếu đánh dấu ô 2 hoặc 3: chuyển sang cuối phiếu."]


def test_of_several_boxes_ticked_no_jump_follows_so_the_question_says_it():
    hints = hints_of(asked("1", kind="multiple"), asked("2", Condition("1", ("a", "b"))), asked("3"))
    assert hints.after("1") == [] and hints.before("2") == ["Chỉ trả lời nếu câu 1 đánh dấu ô 1 hoặc 2. Nếu không, chuyển sang câu 3."]


def test_what_hangs_on_an_earlier_answer_says_it_itself():
    hints = hints_of(asked("1"), asked("2"), asked("3", Condition("1", ("a",))), asked("4"))
    assert hints.after("1") == [] and hints.before("3") == ["Chỉ trả lời nếu câu 1 đánh dấu ô 1. Nếu không, chuyển sang câu 4."]
