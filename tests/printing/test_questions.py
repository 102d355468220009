"""What paper makes of an instrument: grids, questions, boxes."""
from __future__ import annotations

import forms
from survey_app.printing.boxes import box_numbers, offered
from survey_app.printing.questions import Asked, Grid, parts_of

HOUSEHOLD = forms.load("sipas_household", "2024")


def codes_of(part: Grid | Asked) -> list[str]:
    return [asked.item.code for asked in part.rows] if isinstance(part, Grid) else [part.item.code]


def test_every_item_comes_once_in_its_order():
    assert [code for part in parts_of(HOUSEHOLD) for code in codes_of(part)] == list(HOUSEHOLD.items)


def test_neighbouring_sections_with_the_same_question_and_scale_share_a_grid():
    grids = [codes_of(part) for part in parts_of(HOUSEHOLD) if isinstance(part, Grid)]
    # A1, A3, A7, B index 1, B index 2
    assert [(codes[0], codes[-1]) for codes in grids] == [("A1.1", "A1.9"), ("A3.1", "A3.7"), ("A7.1", "A7.3"), ("1.1.1", "1.4.10"), ("2.1.1", "2.5.3")]


def test_a_title_that_screens_repeat_is_said_once():
    titles = [row.title for row in parts_of(HOUSEHOLD)[0].rows]
    assert titles == ["Mức độ quan tâm đến chính sách", *[None] * 8]


def test_what_only_clerks_may_give_has_no_box():
    codes = {code: [nonanswer.code for nonanswer in offered(HOUSEHOLD, item)] for code, item in HOUSEHOLD.items.items()}
    assert codes["1.1.1"] == ["dk", "ref"] and codes["2.1.1"] == ["dk", "na", "ref"] and codes["D1"] == ["ref"]


def test_boxes_are_numbered_from_one():
    assert list(box_numbers(HOUSEHOLD.items["A5"]).items()) == [("1", "none"), ("2", "some"), ("3", "many")]


def test_codes_that_are_numbers_are_printed_themselves():
    options = tuple(forms.Option(code, forms.Text(code, code)) for code in ("2", "5"))
    item = forms.Item("X", "x", "single", forms.Text("x", "x"), options=options)
    assert box_numbers(item) == {"2": "2", "5": "5"}
