"""Raw answers of each channel become coded answers, or problems that name the item."""

import pytest

from forms import validate
from forms.problems import MESSAGES

# A visitor who answered all of the small form.
WHOLE = {"S1": "yes", "S2": ["walk", "bike"], "1.1": "3", "1.2": 2, "C": ["a", "c"], "R": "Tốt"}


def problems(instrument, raw, channel="paper", sections=None):
    checked = validate(instrument, raw, channel=channel, sections=sections)
    assert checked.ok == (not checked.problems)
    return [(problem.item, problem.code) for problem in checked.problems]


def answers(instrument, raw, channel="paper"):
    checked = validate(instrument, raw, channel=channel)
    assert checked.problems == ()
    return checked.answers


@pytest.mark.parametrize("channel", ["phone", "paper", "link", "import"])
def test_a_whole_form_is_coded(small, channel):
    coded = {"S1": "yes", "S2": ["walk", "bike"], "1.1": 3, "1.2": 2, "C": ["a", "c"], "R": "Tốt"}
    assert answers(small, WHOLE, channel) == coded
    assert list(answers(small, WHOLE, channel)) == list(coded)


def test_answers_come_in_the_order_of_the_instrument(small):
    assert list(answers(small, dict(reversed(WHOLE.items())))) == list(WHOLE)


@pytest.mark.parametrize(("raw", "coded"), [(2, 2), ("2", 2), (" 2 ", 2), ("ref", "ref"), ("inv", "inv")])
def test_scale(small, raw, coded):
    assert answers(small, {**WHOLE, "1.1": raw})["1.1"] == coded


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (4, "not_on_scale"),
        (0, "not_on_scale"),
        ("02", "not_on_scale"),
        ("２", "not_on_scale"),
        pytest.param(10**6000, "not_on_scale", id="integer of 6000 digits"),
        (True, "wrong_type"),
        (1.0, "wrong_type"),
        (4.5, "wrong_type"),
        (float("nan"), "wrong_type"),
        ([2], "wrong_type"),
        ({"value": 2}, "wrong_type"),
        ("dk", "nonanswer_not_allowed"),
    ],
)
def test_scale_refuses(small, raw, code):
    assert problems(small, {**WHOLE, "1.1": raw}) == [("1.1", code)]


def test_invalid_is_for_those_who_key_paper(small):
    raw = {**WHOLE, "1.1": "inv"}
    assert problems(small, raw, "import") == []
    assert problems(small, raw, "phone") == problems(small, raw, "link") == [("1.1", "nonanswer_not_allowed")]


@pytest.mark.parametrize("blank", [None, "", "  ", "\n"])
def test_blank_is_no_answer(small, blank):
    assert "1.1" not in answers(small, {**WHOLE, "1.1": blank})


@pytest.mark.parametrize("blank", [[], [""], [None], None, ""])
def test_no_box_ticked_is_no_answer(small, blank):
    assert "S2" not in answers(small, {"S2": blank})


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_blank_is_refused_where_an_answer_is_required(small, blank):
    assert problems(small, {**WHOLE, "1.1": blank}, "phone") == [("1.1", "required")]


def test_what_routing_hides_is_not_required(small):
    assert problems(small, {"S1": "no"}, "phone") == []


def test_prefer_not_to_answer_is_an_answer(small):
    assert problems(small, {**WHOLE, "1.1": "ref"}, "phone") == []


@pytest.mark.parametrize(("raw", "code"), [("maybe", "not_an_option"), (1, "not_an_option"), ("ref", "nonanswer_not_allowed")])
def test_single_refuses(small, raw, code):
    assert problems(small, {"S1": raw}) == [("S1", code)]


@pytest.mark.parametrize(
    ("raw", "coded"),
    [
        (["bike", "walk"], ["walk", "bike"]),
        (["bike", "bike"], ["bike"]),
        ("bike", ["bike"]),
        (("bike",), ["bike"]),
        ("ref", "ref"),
        (["ref"], "ref"),
        (["bike", ""], ["bike"]),
    ],
)
def test_multiple(small, raw, coded):
    assert answers(small, {"S2": raw})["S2"] == coded


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (["car"], "not_an_option"),
        (["walk", "ref"], "nonanswer_with_options"),
        (["walk"] * 1000, "wrong_type"),
        ([["walk"]], "wrong_type"),
        ({"walk": True}, "wrong_type"),
    ],
)
def test_multiple_refuses(small, raw, code):
    assert problems(small, {"S2": raw}) == [("S2", code)]


def test_text_beside_the_other_box(small):
    coded = answers(small, {"S2": ["other"], "S2.other": " Đò  ngang "})
    assert coded == {"S2": ["other"], "S2.other": "Đò ngang"}


def test_other_box_may_stand_without_text(small):
    assert answers(small, {"S2": ["other"], "S2.other": ""}) == {"S2": ["other"]}


def test_text_without_the_other_box(small):
    assert problems(small, {"S2": ["walk"], "S2.other": "Đò"}) == [("S2.other", "other_unticked")]


def test_text_beside_the_other_box_has_an_end(small):
    assert problems(small, {"S2": ["other"], "S2.other": "x" * 201}) == [("S2.other", "too_long")]


@pytest.mark.parametrize("channel", ["phone", "link"])
@pytest.mark.parametrize("raw", [["a"], ["a", "b", "c"]])
def test_a_screen_asks_for_exactly_the_number(small, channel, raw):
    assert problems(small, {"S1": "no", "C": raw}, channel) == [("C", "choose_exactly")]


@pytest.mark.parametrize("channel", ["paper", "import"])
def test_paper_may_have_fewer_but_not_more(small, channel):
    assert answers(small, {"C": ["b"]}, channel) == {"C": ["b"]}
    assert problems(small, {"C": ["a", "b", "c"]}, channel) == [("C", "choose_at_most")]
    assert answers(small, {"C": "inv"}, channel) == {"C": "inv"}


@pytest.mark.parametrize("channel", ["phone", "paper"])
def test_choosing_may_be_declined(small, channel):
    assert answers(small, {"S1": "no", "C": ["ref"]}, channel)["C"] == "ref"


@pytest.mark.parametrize(
    ("raw", "coded"),
    [
        ("  Cảm   ơn\t! ", "Cảm ơn !"),
        ("Ca\u0309m o\u031bn", "Cảm ơn"),
        ("một\r\nhai", "một\nhai"),
        ("một \n\n\n hai", "một\n\nhai"),
        ("a\u200b\u0306", "ă"),
        ("a\x00b\x1bc\ufeffd\u202ee", "abcde"),
        ("a\ud800b", "ab"),
        ("Tốt 👍🏽", "Tốt 👍🏽"),
    ],
)
def test_text_is_tidied(small, raw, coded):
    assert answers(small, {"R": raw}) == {"R": coded}


def test_text_that_tidies_to_nothing_is_no_answer(small):
    assert answers(small, {"R": " \x00\u200b "}) == {}


def test_length_is_counted_in_characters_as_read(small):
    assert answers(small, {"R": "o\u031b\u0300" * 20})["R"] == "ờ" * 20
    assert problems(small, {"R": "ờ" * 21}) == [("R", "too_long")]
    assert problems(small, {"R": "x" * 10**6}) == [("R", "too_long")]


@pytest.mark.parametrize("raw", [5, ["a"], True, {}])
def test_text_refuses_what_is_no_text(small, raw):
    assert problems(small, {"R": raw}) == [("R", "wrong_type")]


def test_answer_that_routing_hides(small):
    assert problems(small, {"S1": "no", "1.1": 3, "1.2": 9}) == [("1.1", "hidden"), ("1.2", "hidden")]


@pytest.mark.parametrize("blank", [None, "", "  ", [""]])
def test_blank_field_of_a_hidden_item_is_no_answer(small, blank):
    assert problems(small, {"S1": "no", "1.1": blank}) == []


def test_refused_answers_route_nobody(small):
    assert problems(small, {"S1": "maybe", "1.1": 3}) == [("S1", "not_an_option"), ("1.1", "hidden")]


def test_unknown_items_are_named(small):
    assert problems(small, {"zz": 1, "1.1.other": "x", 7: 1}) == [(key, "unknown_item") for key in ("zz", "1.1.other", "7")]


def test_many_unknown_items_are_not_all_listed(small):
    assert len(problems(small, {f"x{number}": 1 for number in range(500)})) == 20


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_what_is_no_mapping(small, raw):
    assert problems(small, raw) == [("", "not_answers")]


def test_good_answers_are_kept_beside_problems(small):
    checked = validate(small, {**WHOLE, "1.1": 9}, channel="phone")
    assert checked.answers == {"S1": "yes", "S2": ["walk", "bike"], "1.2": 2, "C": ["a", "c"], "R": "Tốt"}


def test_one_page_of_the_form(small):
    checked = validate(small, {"1.1": "2"}, channel="phone", sections=["G"])
    assert (checked.answers, checked.problems) == ({"1.1": 2}, ())


def test_one_page_asks_for_its_own_items_only(small):
    assert problems(small, {}, "phone", ["G"]) == [("1.1", "required")]


def test_conditions_on_a_page_look_at_the_answers_of_others(small):
    ridden = {"S2": ["bike"], "C": "nonsense on its own page", "1.1": 1}
    assert problems(small, ridden, "phone", ["G"]) == [("1.2", "required")]
    checked = validate(small, {**ridden, "1.2": 1}, channel="phone", sections=["G"])
    assert (checked.answers, checked.problems) == ({"1.1": 1, "1.2": 1}, ())


def test_unknown_items_on_a_page_are_named(small):
    assert problems(small, {"1.1": 1, "zz": 1}, "phone", ["G"]) == [("zz", "unknown_item")]


def test_unknown_channel_is_a_mistake_of_the_caller(small):
    with pytest.raises(ValueError, match="phone, paper, link, import"):
        validate(small, {}, channel="fax")


def test_unknown_section_is_a_mistake_of_the_caller(small):
    with pytest.raises(LookupError, match="S, G, E"):
        validate(small, {}, channel="phone", sections=["Q"])


EVERY_PROBLEM = {
    "required": ("phone", {}),
    "not_on_scale": ("paper", {"S1": "yes", "1.1": 9}),
    "not_an_option": ("paper", {"S1": "x"}),
    "nonanswer_not_allowed": ("phone", {"S1": "dk"}),
    "nonanswer_with_options": ("paper", {"S2": ["ref", "walk"]}),
    "choose_exactly": ("phone", {"S1": "no", "C": ["a"]}),
    "choose_at_most": ("paper", {"C": ["a", "b", "c"]}),
    "too_long": ("paper", {"R": "x" * 30}),
    "wrong_type": ("paper", {"R": 5}),
    "other_unticked": ("paper", {"S2.other": "x"}),
    "hidden": ("paper", {"1.1": 1}),
    "unknown_item": ("paper", {"zz": 1}),
    "not_answers": ("paper", []),
}


def test_every_message_is_reached():
    assert EVERY_PROBLEM.keys() == MESSAGES.keys()


@pytest.mark.parametrize("code", EVERY_PROBLEM)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_problem_is_put_into_words(small, code, language):
    channel, raw = EVERY_PROBLEM[code]
    (problem,) = validate(small, raw, channel=channel).problems
    assert problem.code == code
    assert problem.text(language).endswith(".")
    assert "{" not in problem.text(language)


def test_message_says_what_was_expected_and_what_came(small):
    (problem,) = validate(small, {"S1": "yes", "1.1": "9"}, channel="phone").problems
    assert problem.text("en") == "“9” is not a level of this question. Expected one of: 1, 2, 3, ref."
    assert "“9”" in problem.text("vi")
