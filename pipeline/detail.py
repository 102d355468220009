"""What is told beside the index: figures of single questions and, in desk waves, the pulse of each desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from forms import Instrument
from pipeline.disclose import HIDDEN, Disclosed, Rules
from pipeline.estimate import Results
from pipeline.pulse import Pulses, wave_pulses
from pipeline.pulse_months import desk_months
from pipeline.questions.disclosure import DisclosedFigure, disclose_questions
from pipeline.questions.figures import question_figures
from pipeline.questions.plans import DESK, OF_PEOPLE
from pipeline.record_sums import Recipe, RecordSums

NO_PULSES = Pulses({}, {})


@dataclass(frozen=True)
class Detail:
    """Figures of questions as they may be shown, and the pulses."""

    questions: tuple[DisclosedFigure, ...]
    pulses: Pulses = NO_PULSES

    @property
    def said(self) -> dict:
        """What a run says of them in its diagnostics."""
        return {"pulse": self.pulses.said} if self.pulses.said else {}


def in_detail(instrument: Instrument, recipe: Recipe, sums: RecordSums, results: Results, disclosed: Iterable[Disclosed], rules: Rules) -> Detail:
    """The detail of a wave from its sums. results, disclosed: of the same sums."""
    figures = question_figures(instrument, sums, recipe.questions, results)
    questions = disclose_questions(figures, instrument, results, disclosed, rules)
    if OF_PEOPLE not in sums.questions:
        return Detail(questions)
    definition = recipe.definition
    hidden = {d.estimate.domain for d in disclosed if (d.estimate.by, d.estimate.code, d.status) == (DESK, definition.measures[0].code, HIDDEN)}
    months = desk_months(sums.tables.tables[DESK], sums.questions[OF_PEOPLE].tables[DESK], definition)
    return Detail(questions, wave_pulses(months, definition.measures[0].code, rules.hide, hidden))
