"""Changes of single questions since the wave before: of every share and mean score that both waves show, where both asked the same.

As differences of domain_kind OF_QUESTION: `code` is the question, `a` the option.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from forms import Instrument
from pipeline.comparisons import WAVES, Family, why_not_compared
from pipeline.differences import Difference, holm, sample_difference
from pipeline.disclose import HIDDEN
from pipeline.estimate import Results
from pipeline.questions.disclosure import DisclosedFigure
from pipeline.questions.figures import SCORE, QuestionFigure
from pipeline.questions.plans import BACKGROUND
from pipeline.wave_before import Overlap
from pipeline.yardsticks import Previous, Yardsticks
from survey_app.models.findings import OF_QUESTION


class Known(NamedTuple):
    """A figure as a difference needs it."""

    score: float | None
    se: float | None
    df: int


def question_changes(questions: Iterable[DisclosedFigure], instrument: Instrument, results: Results, yardsticks: Yardsticks, same: Mapping[str, str],
                     overlap: Overlap) -> Family:
    """Differences of everybody's figures: shares of options, and mean scores of scales that are not in the index.

    same: code of a question of the wave before -> that of the same question now. p is adjusted over the options of a question, and over the
    scales that stand under one title. A share of nobody or everybody, and a score without spread, has no error: such changes are not tested.
    """
    reason, before = why_not_compared(results, yardsticks), yardsticks.previous
    if reason is not None or before is None:
        return Family(WAVES, OF_QUESTION, (), reason)
    titles, asked = _families(instrument, results), {now: then for then, now in same.items()}
    families = defaultdict(list)
    for figure in (one.figure for one in questions if one.status != HIDDEN and one.figure.by is None):
        of_scale = instrument.items[figure.question].scale is not None
        then = before.questions.get((asked.get(figure.question), figure.option))
        if figure.question in titles and then is not None and figure.value is not None and of_scale == (figure.option == SCORE):
            families[titles[figure.question]].append(_change(figure, before, Known(then.score, then.se, then.df), results.level, overlap))
    return Family(WAVES, OF_QUESTION, tuple(one for family in families.values() for one in holm(family)))


def _families(instrument: Instrument, results: Results) -> dict[str, Hashable]:
    """What each question is adjusted with; those of the index, and what people are, are not among them."""
    return {item.code: section.title.vi if item.scale else (item.code,) for section in instrument.sections for item in section.items
            if item.code not in results.definition.items and not item.concept.startswith(BACKGROUND)}


def _change(figure: QuestionFigure, before: Previous, then: Known, level: float, overlap: Overlap) -> Difference:
    if not (figure.se and then.se):
        return Difference(figure.question, figure.option, before.wave, figure.value - then.score, None, None, 0, None, None, None)
    now = Known(figure.value, figure.se, figure.df)
    return sample_difference(figure.question, (figure.option, now), (before.wave, then), level, overlap.by_figure.get((figure.question, figure.option)), cautious=True)
