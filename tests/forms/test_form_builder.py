"""The Flask-WTF form of a section shows its choices, preselects nothing, and lets the one validator judge."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from forms import validate
from forms.wtforms_builder import section_form


@pytest.fixture(scope="module")
def app():
    app = Flask(__name__)
    app.secret_key = "of this test"
    return app


@pytest.fixture
def posted(app):
    """A form of the class filled with what a browser posts."""

    def fill(form, *pairs, **kwargs):
        with app.test_request_context("/", method="POST", data=MultiDict(pairs)):
            filled = form(**kwargs)
            filled.validate_on_submit()
            return filled

    return fill


def test_fields_are_named_by_item_code(app, small):
    with app.test_request_context("/"):
        assert [field.name for field in section_form(small, small.section("G"), "vi")()] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("channel", "language", "labels"),
    [
        ("phone", "vi", ["Kém", "Vừa", "Tốt", "Không trả lời"]),
        ("phone", "en", ["Poor", "Fair", "Good", "Prefer not to answer"]),
        ("paper", "en", ["Poor", "Fair", "Good", "Prefer not to answer", "Invalid"]),
    ],
)
def test_choices_are_levels_then_the_non_answers_of_the_channel(app, small, channel, language, labels):
    with app.test_request_context("/"):
        form = section_form(small, "G", language, channel=channel)()
        assert [tile.label.text for tile in form["1.1"]] == labels


def test_nothing_is_preselected(app, small):
    with app.test_request_context("/"):
        for section in small.sections:
            assert "checked" not in "".join(str(field()) for field in section_form(small, section, "vi")())


def test_words_of_the_item_label_the_field(app, small):
    with app.test_request_context("/"):
        field = section_form(small, "S", "en")()["S2"]
        assert (field.label.text, field.description) == ("In which ways?", "You may choose several.")


def test_posted_answers_are_coded(posted, small):
    form = posted(section_form(small, "S", "vi"), ("S1", "yes"), ("S2", "other"), ("S2", "walk"), ("S2.other", " Đò "))
    assert form.errors == {}
    assert form.checked.answers == {"S1": "yes", "S2": ["walk", "other"], "S2.other": "Đò"}


def test_problems_stand_at_their_field_in_the_words_of_the_validator(posted, small):
    form = posted(section_form(small, "E", "vi"), ("C", "a"), ("R", "x" * 21))
    said = {p.item: [p.text("vi")] for p in validate(small, {"C": ["a"], "R": "x" * 21}, channel="phone", sections=["E"]).problems}
    assert form.errors == said
    assert said.keys() == {"C", "R"}


def test_missing_answer_is_told_in_the_language_of_the_page(posted, small):
    form = posted(section_form(small, "G", "en"))
    assert form.errors == {"1.1": ["This question has no answer yet. Please choose an answer."]}


def test_tampered_choice_is_refused(posted, small):
    assert "1.1" in posted(section_form(small, "G", "vi"), ("1.1", "inv")).errors


def test_items_of_a_page_may_hang_on_earlier_answers(posted, small):
    form = posted(section_form(small, "G", "vi"), ("1.1", "3"), earlier={"S2": ["bike"]})
    assert form.errors.keys() == {"1.2"}


@pytest.mark.parametrize(("answer", "ticked"), [(["walk", "bike"], 2), ("ref", 1)])
def test_going_back_shows_what_was_ticked(app, small, answer, ticked):
    with app.test_request_context("/"):
        form = section_form(small, "S", "vi")(data={"S1": "yes", "S2": answer})
        assert str(form["S2"]()).count("checked") == ticked
        assert str(form["S1"]()).count("checked") == 1


def test_going_back_shows_the_level(app, small):
    with app.test_request_context("/"):
        page = str(section_form(small, "G", "vi")(data={"1.1": 2})["1.1"]())
        assert 'checked id="1.1-1"' in page


def test_class_is_built_once(small):
    assert section_form(small, "G", "vi") is section_form(small, small.section("G"), "vi")
    assert section_form(small, "G", "vi") is not section_form(small, "G", "en")


def test_forgery_token_only_where_asked(app, posted, small):
    assert posted(section_form(small, "E", "vi")).errors == {}
    form = posted(section_form(small, "E", "vi", csrf=True))
    assert form.errors.keys() == {"csrf_token"}


def test_form_without_its_forgery_token_is_not_valid(app, small):
    with app.test_request_context("/", method="POST"):
        assert section_form(small, "E", "vi")().validate_on_submit()
        assert not section_form(small, "E", "vi", csrf=True)().validate_on_submit()


def test_item_code_that_a_form_cannot_hold(read_edited):
    instrument = read_edited(('code = "R"', 'code = "data"'))
    with pytest.raises(ValueError, match="'data'"):
        section_form(instrument, "E", "vi")
