"""The one validator: raw answers of any channel become coded answers, or problems named by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from forms.coding import Refused, Rule, named, rules_of, shown
from forms.definition import CHANNELS, Instrument, Section
from forms.problems import Problem
from forms.routing import holds

# More than this many strange keys tells nothing new.
UNKNOWN_REPORTED = 20


@dataclass(frozen=True)
class Checked:
    """Coded answers in the order of the instrument, and what was wrong with the others."""

    answers: dict
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class _Plan:
    """What to check for one channel and one choice of sections.

    `routing` are items of other sections whose answers the conditions of this page's items ask for.
    """

    rules: tuple[Rule, ...]
    routing: tuple[Rule, ...]
    known: frozenset[str]


def validate(
    instrument: Instrument, raw: Mapping, *, channel: str, sections: Iterable[str] | None = None
) -> Checked:
    """Code `raw`, answers keyed by item code as JSON values or as the strings of a form post.

    `sections`: check only these, one page of the form. Naming a section says that it is shown; conditions of
    its items look at `raw`, which may hold the answers of other pages too (they are not checked or returned).
    Any `raw` gives a Checked; ValueError for an unknown channel, LookupError for an unknown section.
    """
    plan = _plan(instrument, channel, None if sections is None else tuple(sections))
    if not isinstance(raw, Mapping):
        return Checked({}, (Problem("", "not_answers", {"got": named(raw)}),))
    answers: dict = {}
    problems: list[Problem] = []
    seen = _coded_elsewhere(plan, raw) if plan.routing else answers
    for rule in plan.rules:
        _check(rule, raw.get(rule.code), seen, answers, problems)
    unknown = [key for key in raw if key not in plan.known]
    problems += [Problem(shown(key), "unknown_item") for key in unknown[:UNKNOWN_REPORTED]]
    return Checked(answers, tuple(problems))


def _check(rule: Rule, value: object, seen: dict, answers: dict, problems: list[Problem]) -> None:
    """Code one answer into `answers` or say what is wrong with it; `seen` is what conditions look at."""
    if rule.conditions and not holds(rule.conditions, seen):
        if not _is_blank(value):
            problems.append(Problem(rule.code, rule.hidden))
        return
    coded = None
    # By exact type: True and 1.0 find the same place in a dict as 1.
    if type(value) is str or type(value) is int:
        coded = rule.quick.get(value)
    if coded is None and value is not None:
        try:
            coded = rule.coder(rule, value)
        except Refused as refused:
            problems.append(Problem(rule.code, refused.code, refused.params))
            return
    if coded is not None:
        answers[rule.code] = seen[rule.code] = coded
    elif rule.required:
        problems.append(Problem(rule.code, "required"))


def _is_blank(value: object) -> bool:
    """Nothing at all, or what an empty field or an unticked group posts."""
    if isinstance(value, list | tuple):
        return all(_is_blank(inner) for inner in value)
    return value is None or (isinstance(value, str) and not value.strip())


def _coded_elsewhere(plan: _Plan, raw: Mapping) -> dict:
    """The answers of other pages that conditions ask for; what is wrong with them is said on their page."""
    coded: dict = {}
    for rule in plan.routing:
        _check(rule, raw.get(rule.code), coded, coded, [])
    return coded


@lru_cache(maxsize=512)
def _plan(instrument: Instrument, channel: str, sections: tuple[str, ...] | None) -> _Plan:
    if channel not in CHANNELS:
        raise ValueError(f"expected a channel of {', '.join(CHANNELS)}; came {channel!r}")
    whole = sections is None
    chosen = instrument.sections if whole else tuple(instrument.section(code) for code in sections)
    rules = _rules(instrument, chosen, channel, whole)
    asked_for = {condition.item for rule in rules for condition in rule.conditions}
    elsewhere = tuple(section for section in instrument.sections if section not in chosen)
    return _Plan(
        rules=rules,
        routing=tuple(rule for rule in _rules(instrument, elsewhere, channel, whole) if rule.code in asked_for),
        known=frozenset(rule.code for rule in _rules(instrument, instrument.sections, channel, whole)),
    )


def _rules(instrument: Instrument, sections: tuple[Section, ...], channel: str, whole: bool) -> tuple[Rule, ...]:
    return tuple(
        rule
        for section in sections
        for item in section.items
        for rule in rules_of(instrument, section, item, channel, whole)
    )
