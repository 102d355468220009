"""Codes one raw answer: a table of coders by kind of item, each working from words looked up in advance."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forms.definition import Condition, Instrument, Item, Section
from forms.tidying import tidied

Coded = int | str | list[str]

# Length of the text written beside a free-text option ("khác – ghi rõ").
OTHER_MAX_LENGTH = 200
# Paper comes back with fewer boxes ticked than asked; what was ticked is still an answer. One who fills in
# a screen can be asked to choose again.
FEWER_ACCEPTED_IN = ("paper", "import")


class Refused(Exception):
    """A raw answer cannot be coded; carries the code and the params of the Problem."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Rule:
    """How to code the raw answers under one key in one channel.

    `words`: coded answer of one box, by the string or integer that stands for it. `boxes`: value of each
    option to its rank. `barred`: non-answers known to the instrument that are not allowed here.
    """

    code: str
    coder: Callable[["Rule", object], Coded | None]
    quick: Mapping[object, Coded]
    words: Mapping[object, Coded]
    expected: str
    refusal: str
    required: bool = False
    conditions: tuple[Condition, ...] = ()
    hidden: str = "hidden"
    boxes: Mapping[str, int] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    choose: int | None = None
    fewer_accepted: bool = False
    max_length: int = OTHER_MAX_LENGTH


def rules_of(instrument: Instrument, section: Section, item: Item, channel: str, whole: bool) -> tuple[Rule, ...]:
    """The rule of the item and, where an option has free text, of that text. `whole`: the form is checked
    whole, so the section's own conditions count too."""
    allowed = [nonanswer.code for nonanswer in instrument.nonanswers_of(item, channel)]
    boxes = {option.value: rank for rank, option in enumerate(item.options)}
    numbers = {level.value: level.value for level in item.scale.levels} if item.scale else {}
    by_name = {**{str(value): value for value in numbers}, **{code: code for code in (*boxes, *allowed)}}
    words = {**numbers, **by_name}
    rule = Rule(
        code=item.code,
        coder=CODERS[item.kind],
        quick=words if item.kind in ("scale", "single") else {},
        words=words,
        expected="text" if item.kind == "text" else ", ".join(by_name),
        refusal="not_on_scale" if item.kind == "scale" else "not_an_option",
        required=channel in item.required_in,
        conditions=(section.show_if if whole else ()) + item.show_if,
        boxes=boxes,
        barred=frozenset(instrument.nonanswers) - frozenset(allowed),
        choose=item.choose,
        fewer_accepted=channel in FEWER_ACCEPTED_IN,
        max_length=item.max_length or OTHER_MAX_LENGTH,
    )
    return (rule, *_other_rule(item))


def _other_rule(item: Item) -> tuple[Rule, ...]:
    ticked = tuple(option.value for option in item.options if option.free_text)
    if not ticked:
        return ()
    return (
        Rule(
            code=item.other_code,
            coder=code_text,
            quick={},
            words={},
            expected="text",
            refusal="wrong_type",
            conditions=(Condition(item.code, ticked),),
            hidden="other_unticked",
        ),
    )


def code_one(rule: Rule, raw: object) -> Coded | None:
    """The level, option or non-answer that `raw` stands for; None when blank."""
    if type(raw) is int:
        word: object = raw
    elif isinstance(raw, str):
        word = unicodedata.normalize("NFC", raw.strip())
        if word == "":
            return None
    else:
        raise Refused("wrong_type", expected=rule.expected, got=named(raw))
    if word in rule.words:
        return rule.words[word]
    refusal = "nonanswer_not_allowed" if word in rule.barred else rule.refusal
    raise Refused(refusal, value=shown(word), expected=rule.expected)


def code_several(rule: Rule, raw: object) -> Coded | None:
    """The values of the ticked options in the instrument's order, or one non-answer; None when blank."""
    # A form post with one box ticked may come as a bare string.
    listed = raw if isinstance(raw, list | tuple) else [raw]
    if len(listed) > 2 * len(rule.words):
        raise Refused("wrong_type", expected=rule.expected, got=f"{len(listed)} values")
    coded = {code_one(rule, value) for value in listed if value is not None} - {None}
    boxes = sorted(coded & rule.boxes.keys(), key=rule.boxes.__getitem__)
    nonanswers = sorted(coded - rule.boxes.keys())
    if not nonanswers:
        return boxes or None
    if boxes or len(nonanswers) > 1:
        raise Refused("nonanswer_with_options")
    return nonanswers[0]


def code_exactly(rule: Rule, raw: object) -> Coded | None:
    """As `code_several`, with the number of boxes held to the number asked for."""
    coded = code_several(rule, raw)
    count = len(coded) if isinstance(coded, list) else rule.choose
    if count > rule.choose and rule.fewer_accepted:
        raise Refused("choose_at_most", choose=rule.choose, count=count)
    if count != rule.choose and not rule.fewer_accepted:
        raise Refused("choose_exactly", choose=rule.choose, count=count)
    return coded


def code_text(rule: Rule, raw: object) -> Coded | None:
    """The text tidied and in NFC; None when nothing is left of it."""
    if not isinstance(raw, str):
        raise Refused("wrong_type", expected=rule.expected, got=named(raw))
    # Tidying shortens; this much more is refused unread.
    text = tidied(raw) if len(raw) <= 20 * rule.max_length else raw
    if len(text) > rule.max_length:
        raise Refused("too_long", length=len(text), max_length=rule.max_length)
    return text or None


CODERS: dict[str, Callable[[Rule, object], Coded | None]] = {
    "scale": code_one,
    "single": code_one,
    "multiple": code_several,
    "choose": code_exactly,
    "text": code_text,
}

_NAMES = {bool: "true/false", int: "whole number", float: "decimal number", str: "text", list: "list", dict: "object"}


def named(raw: object) -> str:
    """The type of a JSON value in plain words."""
    return _NAMES.get(type(raw), type(raw).__name__)


def shown(word: object) -> str:
    """A refused value as a person may read it back: cut short, nothing unprintable."""
    if isinstance(word, str):
        return tidied(word[:40]) + ("…" if len(word) > 40 else "")
    # Python refuses to write out an integer of thousands of digits.
    return str(word) if isinstance(word, int) and abs(word) < 10**12 else f"({named(word)})"
