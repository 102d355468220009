"""Builds the Flask-WTF form of a section; the one validator judges it, so every channel says the same words."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forms.coding import OTHER_MAX_LENGTH
from forms.definition import Instrument, Item, Section
from forms.validation import Checked, validate


class BoxesField(SelectMultipleField):
    """Check boxes, of which a non-answer may be one."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value: object) -> None:
        # A coded non-answer is a bare string.
        super().process_data([value] if isinstance(value, str) else value)


class SectionForm(FlaskForm):
    """One page of an instrument. Field names are item codes; a free text beside an option is "<code>.other".

    Shown again with `data=answers`, coded answers stand chosen. `earlier`: coded answers of the other pages,
    for items whose conditions ask for them. After `validate()`, `checked` holds coded answers and problems.
    """

    _instrument: Instrument
    _section: str
    _language: str
    _channel: str

    def __init__(self, *args: object, earlier: Mapping | None = None, **kwargs: object):
        super().__init__(*args, **kwargs)
        self._earlier = earlier or {}
        self.checked: Checked | None = None

    def validate(self, extra_validators: Mapping | None = None) -> bool:
        """Whether all answers can be coded; problems stand in the errors of their fields."""
        untampered = super().validate(extra_validators)
        raw = {**self._earlier, **{name: field.data for name, field in self._fields.items() if name != "csrf_token"}}
        self.checked = validate(self._instrument, raw, channel=self._channel, sections=[self._section])
        for problem in self.checked.problems:
            if problem.item in self:
                field = self[problem.item]
                field.errors = [*field.errors, problem.text(self._language)]
        return untampered and self.checked.ok


def section_form(
    instrument: Instrument, section: Section | str, language: str, *, channel: str = "phone", csrf: bool = False
) -> type[SectionForm]:
    """The form class of a section in "vi" or "en", cached. Nothing is preselected.

    Choices are levels or options, then the non-answers the item allows in `channel`. `csrf` is off: a citizen
    has no session to steal, and an answer kept on the phone must still be taken hours later.
    """
    code = section if isinstance(section, str) else section.code
    return _section_form(instrument, code, language, channel, csrf)


@lru_cache(maxsize=512)
def _section_form(instrument: Instrument, code: str, language: str, channel: str, csrf: bool) -> type[SectionForm]:
    attributes: dict[str, object] = {
        "_instrument": instrument,
        "_section": code,
        "_language": language,
        "_channel": channel,
        "Meta": type("Meta", (FlaskForm.Meta,), {"csrf": csrf}),
    }
    for item in instrument.section(code).items:
        if hasattr(SectionForm, item.code):
            raise ValueError(f"expected an item code that a form can hold; came {item.code!r}: rename the item")
        attributes[item.code] = FIELDS[item.kind](instrument, item, language, channel)
        attributes |= _other_field(item, language)
    return type("SectionForm", (SectionForm,), attributes)


def choices(instrument: Instrument, item: Item, language: str, channel: str) -> list[SelectChoice]:
    """Value and label of each level or option, then of each non-answer allowed in `channel`."""
    boxes = [(str(level.value), level.text) for level in item.scale.levels] if item.scale else []
    boxes += [(option.value, option.text) for option in item.options]
    boxes += [(nonanswer.code, nonanswer.text) for nonanswer in instrument.nonanswers_of(item, channel)]
    return [SelectChoice(value, text.in_language(language)) for value, text in boxes]


def _labelled(item: Item, language: str) -> dict[str, str]:
    return {
        "label": item.text.in_language(language),
        "description": item.help.in_language(language) if item.help else "",
    }


def _choice_field(kind: type[Field]) -> Callable[[Instrument, Item, str, str], Field]:
    def field(instrument: Instrument, item: Item, language: str, channel: str) -> Field:
        # validate_choice is off because the one validator judges, in its own words.
        offered = choices(instrument, item, language, channel)
        return kind(**_labelled(item, language), choices=offered, validate_choice=False)

    return field


def _text_field(instrument: Instrument, item: Item, language: str, channel: str) -> Field:
    return TextAreaField(**_labelled(item, language), render_kw={"maxlength": item.max_length})


def _other_field(item: Item, language: str) -> dict[str, Field]:
    labels = [option.text.in_language(language) for option in item.options if option.free_text]
    return {item.other_code: StringField(label, render_kw={"maxlength": OTHER_MAX_LENGTH}) for label in labels}


FIELDS: dict[str, Callable[[Instrument, Item, str, str], Field]] = {
    "scale": _choice_field(RadioField),
    "single": _choice_field(RadioField),
    "multiple": _choice_field(BoxesField),
    "choose": _choice_field(BoxesField),
    "text": _text_field,
}
