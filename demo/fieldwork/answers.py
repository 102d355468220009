"""What the households of the wave in the field say, and the slips of those who key it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from demo.background import ticked_items
from demo.draws import Draw
from demo.fieldwork.drawing import Form
from demo.fieldwork.plan import CODE
from demo.pile import Pile
from demo.places import Thon
from demo.published import background_scores, satisfaction_scores
from forms import Instrument, visible_items, visible_sections

YEAR, PUBLISHED = 2026, 2024
# The scores of 2024, and by how many points at most an item moved up or down since.
RISE, SPREAD = Decimal("0.30"), 3
MOST_SILENT = 4
BLANKED = 0.2  # of the slips in keying: a field passed over, the others the level beside
CONTENT = 4  # the level given where a household left a line of paper blank and a screen would not let it


def household_answers(instrument: Instrument, forms: Sequence[Form]) -> list[dict]:
    """The answers of every form's household, the same at every call, whether or not it was ever met."""
    draw = Draw(CODE)
    pile = Pile(draw, instrument, [Thon(form.village_code, form.village, form.district, form.weight) for form in forms])
    satisfaction = _counts(draw, satisfaction_scores(PUBLISHED), pile.levels, len(forms))
    background = _counts(draw, background_scores(), pile.levels, len(forms))
    pile.fill_in(satisfaction, background, ticked_items(YEAR, len(forms)))
    return pile.answers


def _counts(draw: Draw, scores: Mapping[str, Decimal], levels: Mapping[str, int], households: int) -> dict[str, tuple[int, int]]:
    """(valid answers, total of levels) near the scores of 2024."""
    found = {}
    for item, score in scores.items():
        valid, now = households - draw.below(MOST_SILENT), score + RISE + Decimal(draw.below(2 * SPREAD * 100 + 1) - SPREAD * 100) / 100
        found[item] = valid, min(int(now * levels[item] * valid / 100), levels[item] * valid)
    return found


def misread(instrument: Instrument, answers: Mapping, slips: int, who: str) -> dict:
    """The answers as somebody keys them who errs in so many fields; another `who` errs elsewhere."""
    draw, keyed = Draw(f"{CODE}/{who}"), dict(answers)
    rated = [item for item, answer in answers.items() if item in instrument.items and instrument.items[item].scale and isinstance(answer, int)]
    for item in draw.shuffled(rated)[:slips]:
        if draw.chance(BLANKED):
            del keyed[item]
        else:
            keyed[item] += -1 if keyed[item] > 1 else 1
    return keyed


def on_screen(instrument: Instrument, answers: Mapping) -> dict:
    """The answers as a screen takes them: only what it asks, nothing passed over, no mark of the clerk's."""
    given = {item: answer for item, answer in answers.items() if answer != "inv"}
    for section in visible_sections(instrument, given):
        for item in visible_items(section, given):
            given.setdefault(item.code, CONTENT if item.scale else _first_option(item))
    asked = {item.code for section in visible_sections(instrument, given) for item in visible_items(section, given)}
    return {item: answer for item, answer in given.items() if item in asked or item not in instrument.items}


def _first_option(item):
    value = item.options[0].value
    return [value] if item.kind in ("multiple", "choose") else value
