"""Which questions of one instrument another one asks the same way."""

from forms.definition import Condition, Instrument, Item, Section

NEW, REWORDED = "new", "reworded"


def match_questions(now: Instrument, before: Instrument) -> tuple[dict[str, str], dict[str, str]]:
    """Codes of before with the code of the same question now; and why each other question of now has no such (NEW or REWORDED).

    A question is found by its concept, which outlives codes. It is the same when whatever bears on the answer is: its words, how
    it may be answered (boxes, levels, reasons for no answer, how many), and who is asked it.
    """
    known = {item.concept: item for item in before.items.values()}
    meant_now, meant_before = _meanings(now), _meanings(before)
    same, not_same = {}, {}
    for item in now.items.values():
        other = known.get(item.concept)
        if other is None:
            not_same[item.code] = NEW
        elif meant_now[item.code] != meant_before[other.code]:
            not_same[item.code] = REWORDED
        else:
            same[other.code] = item.code
    return same, not_same


def _meanings(instrument: Instrument) -> dict[str, tuple]:
    return {item.code: _meaning(instrument, section, item) for section in instrument.sections for item in section.items}


def _meaning(instrument: Instrument, section: Section, item: Item) -> tuple:
    levels = tuple((level.value, level.text.vi) for level in item.scale.levels) if item.scale else ()
    options = tuple((option.value, option.text.vi) for option in item.options)
    reasons = tuple((code, instrument.nonanswers[code].text.vi) for code in item.nonanswers)
    asked = (*_conditions(instrument, section.show_if), *_conditions(instrument, item.show_if))
    return item.kind, item.text.vi, item.help and item.help.vi, item.choose, levels, options, reasons, asked


def _conditions(instrument: Instrument, conditions: tuple[Condition, ...]) -> tuple:
    """Who is asked, by concepts: codes may have changed."""
    return tuple((instrument.items[one.item].concept, one.values) for one in conditions)
