"""What is asked of one respondent, page by page, by the answers so far."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from forms import Condition, Instrument, Item, Section, visible_items, visible_sections
from forms.routing import holds


@dataclass(frozen=True, eq=False)
class Step:
    """A section as one page: its number in the instrument, the items shown and which of them need an answer, and which
    page it is of how many."""

    section: Section
    number: int
    items: tuple[Item, ...]
    required: frozenset[str]
    position: int
    total: int

    @property
    def is_last(self) -> bool:
        """Whether no answer given here can bring another page."""
        return self.position == self.total


def route(instrument: Instrument, channel: str, answers: Mapping) -> tuple[Step, ...]:
    """The pages one respondent goes through, by the answers so far; `channel` says which need an answer. Equal routes are the same objects."""
    routing = ((code, answers[code]) for code in _routing_items(instrument) if code in answers)
    return _route(instrument, channel, tuple((code, tuple(answer) if isinstance(answer, list) else answer) for code, answer in routing))


def every_step(instrument: Instrument) -> tuple[Step, ...]:
    """Every section as a page, whatever its conditions."""
    count = len(instrument.sections)
    return tuple(Step(section, number, section.items, frozenset(), number, count) for number, section in enumerate(instrument.sections, 1))


@lru_cache(maxsize=64)
def _routing_items(instrument: Instrument) -> tuple[str, ...]:
    """The items whose answers decide what is shown."""
    holders = [*instrument.sections, *instrument.items.values()]
    asked = {condition.item for holder in holders for condition in holder.show_if}
    return tuple(code for code in instrument.items if code in asked)


@lru_cache(maxsize=1024)
def _route(instrument: Instrument, channel: str, routing: tuple[tuple, ...]) -> tuple[Step, ...]:
    answers = {code: list(answer) if isinstance(answer, tuple) else answer for code, answer in routing}
    shown = visible_sections(instrument, answers)
    known = {item.code: answers[item.code] for section in shown for item in visible_items(section, answers) if item.code in answers}
    return tuple(_step(instrument, channel, section, known, position) for position, section in enumerate(shown, 1))


def _step(instrument: Instrument, channel: str, section: Section, known: Mapping, position: int) -> Step:
    items = visible_items(section, known)
    required = frozenset(item.code for item in items if channel in item.required_in)
    number = instrument.sections.index(section) + 1
    return Step(section, number, items, required, position, position + _to_follow(instrument, section, known))


def _to_follow(instrument: Instrument, here: Section, known: Mapping) -> int:
    """How many pages may follow. Those an answer still to come may open are counted: the total may shrink, never grow."""
    to_come = {item.code for item in here.items} - known.keys()
    following = 0
    for section in instrument.sections[instrument.sections.index(here) + 1:]:
        if all(condition.item in to_come or holds((condition,), known) for condition in section.show_if):
            following += 1
            to_come |= {item.code for item in section.items} - known.keys()
    return following


def first_unanswered(steps: tuple[Step, ...], answers: Mapping) -> Step | None:
    """The first page on which an answer is missing that must be given; None when all are there."""
    given = answers.keys()
    return next((step for step in steps if not step.required <= given), None)


def may_open(steps: tuple[Step, ...], number: int, answers: Mapping) -> Step | None:
    """The page with this number, when it is shown and no page before it misses an answer; else None."""
    missing = first_unanswered(steps, answers)
    last = missing.number if missing else number
    return next((step for step in steps if step.number == number <= last), None)


def answers_shown(steps: tuple[Step, ...], answers: Mapping) -> dict:
    """The answers to what is shown: those given before a change of mind hid their questions are left out."""
    codes = [code for step in steps for item in step.items for code in (item.code, item.other_code)]
    return {code: answers[code] for code in codes if code in answers}


def codes_of(section: Section) -> set[str]:
    """The keys under which the answers of a section stand."""
    return {code for item in section.items for code in (item.code, item.other_code) if code}


def ticked(answers: Mapping, code: str) -> tuple[str, ...]:
    """The values that stand chosen for an item, as strings."""
    answer = answers.get(code)
    listed = answer if isinstance(answer, list) else [answer]
    return tuple(str(value) for value in listed if value is not None)


def condition_list(conditions: tuple[Condition, ...]) -> list[list]:
    """Conditions as the script reads them: [[item, [value, …]], …], values as strings, as in the form."""
    return [[condition.item, [str(value) for value in condition.values]] for condition in conditions]
