"""The table of keys and the notation of the fields: every question can be keyed, and what was keyed can be read back."""
from __future__ import annotations

import pytest

import forms
from survey_app.channels.paper.differences import differing
from survey_app.channels.paper.keys import fields_by_code, fields_of
from survey_app.channels.paper.notation import BadSign, decode, decode_sheet, describe, encode
from survey_app.channels.paper.screen import screen_of

HOUSEHOLD = forms.load("sipas_household")


def signs(code: str, instrument: forms.Instrument = HOUSEHOLD) -> str:
    return " ".join(key.sign for key in fields_by_code(instrument)[code].keys)


def test_a_sheet_has_every_question_and_a_place_for_words():
    fields = fields_of(HOUSEHOLD)
    assert len(fields) == 70 and [field.code for field in fields if field.beside] == ["A2.other"]
    assert fields_by_code(HOUSEHOLD)["A2.other"].opened_by == "7"


@pytest.mark.parametrize(("code", "expected"), [
    ("2.1.1", "1 2 3 4 5 9 8 0 7"),  # five levels, and all four non-answers by their own digits
    ("A1.1", "1 2 3 4 9 0 7"),  # four levels; nobody is asked for "never used"
    ("D4", "1 2 3 4 5 6 7 0 -7"),  # the seventh occupation has the digit 7
    ("C", "1 2 3 4 5 6 7 8 9 0 -9 -0 -7"),  # 0 is the tenth box
])
def test_non_answers_keep_their_digit_and_get_a_minus_where_it_is_a_box(code, expected):
    assert signs(code) == expected


def test_no_key_stands_for_two_answers():
    for instrument in (HOUSEHOLD, forms.load("one_stop_visitor"), forms.load("par_leaders")):
        for field in fields_of(instrument):
            assert len({key.sign for key in field.keys}) == len(field.keys), field.code


@pytest.mark.parametrize(("code", "typed", "answer"), [
    ("1.1.1", "4", 4), ("1.1.1", " 9 ", "dk"), ("1.1.1", "-9", "dk"), ("1.1.1", "", None), ("2.1.1", "8", "na"), ("1.1.1", "7", "inv"),
    ("A5", "1", "none"), ("D4", "7", "other"), ("D4", "-7", "inv"),
    ("A2", "135", ["community", "loudspeaker", "officials"]), ("A2", "1, 3;5", ["community", "loudspeaker", "officials"]), ("A2", "0", ["ref"]),
    ("C", "1 0", ["competence", "effectiveness"]), ("C", "-0", ["ref"]),
    ("A2.other", "  báo làng ", "báo làng"),
])
def test_signs_become_answers(code, typed, answer):
    assert decode(fields_by_code(HOUSEHOLD)[code], typed) == answer


@pytest.mark.parametrize(("code", "typed"), [("1.1.1", "6"), ("1.1.1", "8"), ("1.1.1", "4 5"), ("1.1.1", "bốn"), ("A5", "4"), ("A2", "8"), ("A2", "1-9"), ("1.1.1", "٤")])
def test_other_signs_are_refused(code, typed):
    with pytest.raises(BadSign):
        decode(fields_by_code(HOUSEHOLD)[code], typed)


def test_every_answer_is_read_back_as_it_was_written():
    for field in fields_of(HOUSEHOLD):
        for key in field.keys:
            several = field.kind == "several"
            stored = [key.value] if several and key.is_box else key.value
            assert decode(field, encode(field, stored)) == ([key.value] if several else key.value), field.code
            assert key.label in describe(field, stored)
        assert decode(field, encode(field, None)) is None


def test_more_boxes_than_keys_are_typed_as_numbers(tmp_path):
    options = ", ".join(f'{{ value = "o{n}", text = {{ vi = "Ô {n}", en = "Box {n}" }} }}' for n in range(1, 13))
    path = tmp_path / "many.toml"
    path.write_text(
        'code = "many"\nversion = "1"\ntitle = { vi = "Nhiều ô", en = "Many" }\n[[section]]\ncode = "one"\ntitle = { vi = "Một", en = "One" }\n'
        f'[[section.item]]\ncode = "m"\nconcept = "m"\nkind = "multiple"\ntext = {{ vi = "Ô nào?", en = "Which?" }}\noption = [{options}]\n', encoding="utf-8")
    (field,) = fields_of(forms.read_file(path))
    assert field.kind == "typed" and decode(field, "1 12") == ["o1", "o12"]


def test_a_sheet_is_decoded_whole_with_what_is_wrong_by_field():
    answers, wrong = decode_sheet(HOUSEHOLD, {"1.1.1": "4", "1.1.2": "", "A5": "9", "1.2.1": "6", "xyz": "1"})
    assert answers == {"1.1.1": 4, "A5": "dk", "xyz": "1"}  # what the sheet has not is for the validator to refuse
    assert list(wrong) == ["1.2.1"] and "6" in wrong["1.2.1"]


def test_the_screen_knows_by_which_signs_a_question_is_asked():
    visitor = forms.load("one_stop_visitor")
    asked_if = {row.field.code: row.asked_if for _section, rows in screen_of(visitor).parts for row in rows}
    assert asked_if["S1"] == "" and asked_if["S3"] == '[["S1",["1","2","3"]]]' and asked_if["2.4.1"] == '[["S3",["1"]]]'


def test_two_keyings_differ_where_answers_do():
    first = {"1.1.1": 4, "A2": ["media", "other"], "A2.other": "Báo làng", "D1": "male"}
    assert differing(HOUSEHOLD, first, dict(first)) == []
    second = {"1.1.1": 5, "A2": ["media", "other"], "A2.other": "báo Làng", "1.1.2": "dk"}
    assert [field.code for field in differing(HOUSEHOLD, first, second)] == ["1.1.1", "1.1.2", "D1"]
