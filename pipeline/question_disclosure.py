"""Which figures of questions may be shown: by the rules for scores, with people who answered the question as what counts.

All figures of a question in a domain have the same n and are hidden or shown together. An option that few chose is shown
when enough people answered: who is among the few cannot be told from it, and published tables print such shares. What
is hidden as a score of the index is hidden as a question, too, and no hidden one can be had by subtracting domains.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.deducing import members_of
from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS, FEW_PSUS, FLAGGED, HIDDEN, NO_ANSWERS, NO_INTERVAL, SHOWN, WIDE_INTERVAL, Disclosed, Rules, hide_all, wholes_of
from pipeline.estimate import ALL, Results
from pipeline.question_figures import SCORE, QuestionFigure
from pipeline.shares import flat


@dataclass(frozen=True, slots=True)
class DisclosedFigure:
    """A figure with what may be done with it, as `Disclosed`."""

    figure: QuestionFigure
    status: str
    reason: str | None


def disclose_questions(figures: Sequence[QuestionFigure], results: Results, disclosed: Iterable[Disclosed], rules: Rules) -> tuple[DisclosedFigure, ...]:
    """Every figure with its status. results, disclosed: the run's own, of the same rows by the same domain columns and more."""
    people = {(figure.by, figure.domain, figure.question): figure.n for figure in figures}
    reported = [by for by in (None, *results.by) if any(kind == by for kind, *_ in people)]
    questions = list(dict.fromkeys(question for *_, question in people))
    places = {by: (ALL,) if by is None else results.by[by].domains for by in reported}
    counts = {by: np.array([[people.get((by, domain, question), 0) for question in questions] for domain in domains], int).reshape(len(domains), -1)
              for by, domains in places.items()}
    hidden = _hidden(counts, places, questions, results, disclosed, rules)
    return tuple(_judged(figure, (figure.by, figure.domain, figure.question) in hidden, rules) for figure in figures)


def _hidden(counts: Mapping[str | None, np.ndarray], places: Mapping[str | None, Sequence[str]], questions: Sequence[str],
            results: Results, disclosed: Iterable[Disclosed], rules: Rules) -> set[tuple]:
    """Hidden questions as (domain column, domain, question)."""
    scores = {(d.estimate.by, d.estimate.domain, d.estimate.code) for d in disclosed if d.status == HIDDEN and d.reason != NO_ANSWERS}
    already = {by: np.array([[(by, domain, question) in scores for question in questions] for domain in domains], bool).reshape(len(domains), -1)
               for by, domains in places.items()}
    wholes = [whole for whole in wholes_of(results) if whole.child in counts and whole.by in counts]
    found = hide_all(counts, wholes, rules, flat(questions, 1), already, members_of(results, counts))
    return set(_named(found, places, questions))


def _named(found: Mapping[str | None, np.ndarray], places: Mapping[str | None, Sequence[str]], questions: Sequence[str]) -> Iterator[tuple]:
    for by, cells in found.items():
        for domain, question in np.argwhere(cells).tolist():
            yield by, places[by][domain], questions[question]


def _judged(figure: QuestionFigure, hidden: bool, rules: Rules) -> DisclosedFigure:
    if hidden:
        return DisclosedFigure(figure, HIDDEN, FEW_ANSWERS if 0 < figure.n < rules.hide else COMPLEMENTARY)
    if figure.value is None:
        return DisclosedFigure(figure, HIDDEN, NO_ANSWERS)
    reason = _doubt(figure, rules)
    return DisclosedFigure(figure, FLAGGED if reason else SHOWN, reason)


def _doubt(figure: QuestionFigure, rules: Rules) -> str | None:
    """As for scores of an index; a share has no relative margin, which would flag every small one."""
    if figure.n < rules.flag:
        return FEW_ANSWERS
    if figure.statistic == SCORE:
        if figure.hi_other is None:
            return NO_INTERVAL
        if figure.hi_other - figure.value > rules.margin_share * figure.value:
            return WIDE_INTERVAL
    elif figure.hi is None:
        return NO_INTERVAL
    return FEW_PSUS if figure.df < rules.degrees else None
