"""Which sections and items a respondent sees, by the answers given so far."""

from collections.abc import Mapping

from forms.definition import Condition, Instrument, Item, Section


def holds(conditions: tuple[Condition, ...], answers: Mapping) -> bool:
    """Whether all conditions hold on coded answers; an item without an answer meets none."""
    return all(_meets(answers.get(condition.item), condition.values) for condition in conditions)


def _meets(answer: object, values: tuple[int | str, ...]) -> bool:
    if isinstance(answer, list):
        return any(ticked in values for ticked in answer)
    return answer in values


def visible_items(section: Section, answers: Mapping) -> tuple[Item, ...]:
    """The items of `section` whose own conditions hold."""
    return tuple(item for item in section.items if holds(item.show_if, answers))


def visible_sections(instrument: Instrument, answers: Mapping) -> tuple[Section, ...]:
    """The sections to show, in order; an answer to an item that is itself hidden routes nobody."""
    shown, counted = [], {}
    for section in instrument.sections:
        items = visible_items(section, counted) if holds(section.show_if, counted) else ()
        if items:
            shown.append(section)
            counted.update({item.code: answers[item.code] for item in items if item.code in answers})
    return tuple(shown)
