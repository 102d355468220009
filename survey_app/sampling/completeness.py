"""How much of a response is answered, and the disposition that follows for its case."""
from __future__ import annotations

from collections.abc import Mapping

from forms import Instrument, visible_items, visible_sections
from survey_app.sampling.dispositions import BREAK_OFF, COMPLETE, PARTIAL

# Above 80 % of the questions that apply: complete; from 50 %: partial; below: break-off (the cut-offs that AAPOR, Standard Definitions, gives).
COMPLETE_ABOVE, PARTIAL_FROM = 0.8, 0.5
# "Don't know" and "never used" are answers; a refused question and an unreadable box are not.
NO_ANSWER = ("ref", "inv")


def share_answered(instrument: Instrument, answers: Mapping) -> float:
    """Answered among the items that these answers lead to, 0 to 1; written remarks do not count."""
    asked = [item for section in visible_sections(instrument, answers) for item in visible_items(section, answers) if item.kind != "text"]
    answered = sum(1 for item in asked if answers.get(item.code) is not None and answers[item.code] not in NO_ANSWER)
    return answered / len(asked) if asked else 1.0


def disposition_of(share: float) -> str:
    """The code of a case whose response of record answers this share."""
    if share > COMPLETE_ABOVE:
        return COMPLETE
    return PARTIAL if share >= PARTIAL_FROM else BREAK_OFF
