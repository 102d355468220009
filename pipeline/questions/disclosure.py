"""Which figures of questions may be shown. Everyone's are, and scores are by the rules for scores, with people who answered as what counts.

A share in a domain is not shown where few people answered, or few chose it, or few did not (`few_behind`); nor is any
through which such a one could be told, from the other options, from other domains, or from the mean score. What is hidden
as a score of the index is hidden as a question, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forms import Instrument
from pipeline.deducing import Members, members_of
from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS, FEW_PSUS, FLAGGED, HIDDEN, NO_ANSWERS, NO_INTERVAL, SHOWN, WIDE_INTERVAL, Disclosed, Rules, hide_all, wholes_of
from pipeline.estimate import ALL, Results
from pipeline.nesting import Whole
from pipeline.questions.domain_rows import domain_rows
from pipeline.questions.figures import SCORE, QuestionFigure
from pipeline.questions.hiding import Hiding, few_behind
from pipeline.questions.tables import tables_of
from pipeline.shares import flat


@dataclass(frozen=True, slots=True)
class DisclosedFigure:
    """A figure with what may be done with it, as `Disclosed`."""

    figure: QuestionFigure
    status: str
    reason: str | None


@dataclass(frozen=True)
class _Scope:
    """What every question is judged within. domains: of each reported column, None for everything. safe: what was found to give nothing away."""

    domains: Mapping[str | None, Sequence[str]]
    wholes: Sequence[Whole]
    members: Members
    rules: Rules
    safe: set[tuple] = field(default_factory=set)


def disclose_questions(figures: Sequence[QuestionFigure], instrument: Instrument, results: Results, disclosed: Iterable[Disclosed],
                       rules: Rules) -> tuple[DisclosedFigure, ...]:
    """Every figure with its status. results, disclosed: the run's own, of the same rows by the same domain columns and more."""
    people = {(figure.by, figure.domain, figure.question): figure.n for figure in figures}
    reported = {kind for kind, *_ in people}
    domains = {by: (ALL,) if by is None else results.by[by].domains for by in (None, *results.by) if by in reported}
    wholes = [whole for whole in wholes_of(results) if whole.child in domains and whole.by in domains]
    scope = _Scope(domains, wholes, members_of(results, domains), rules)
    hidden = _hidden(people, scope, disclosed)
    shares = _hidden_shares(figures, instrument, scope, hidden)
    return tuple(_judged(figure, hidden, shares, rules) for figure in figures)


def _hidden(people: Mapping[tuple, int], scope: _Scope, disclosed: Iterable[Disclosed]) -> set[tuple]:
    """Questions of which nothing is shown in a domain, as (domain column, domain, question)."""
    questions = list(dict.fromkeys(question for *_, question in people))
    scores = {(d.estimate.by, d.estimate.domain, d.estimate.code) for d in disclosed if d.status == HIDDEN and d.reason != NO_ANSWERS}
    cells = {by: [[(by, domain, question) for question in questions] for domain in domains] for by, domains in scope.domains.items()}
    counts = {by: np.array([[people.get(cell, 0) for cell in row] for row in rows], int).reshape(len(rows), -1) for by, rows in cells.items()}
    already = {by: np.array([[cell in scores for cell in row] for row in rows], bool).reshape(len(rows), -1) for by, rows in cells.items()}
    found = hide_all(counts, scope.wholes, scope.rules, flat(questions, 1), already, scope.members)
    return {cells[by][domain][question] for by, hidden in found.items() for domain, question in np.argwhere(hidden).tolist()}


def _hidden_shares(figures: Iterable[QuestionFigure], instrument: Instrument, scope: _Scope, questions: set[tuple]) -> dict[tuple, str]:
    """Hidden shares (domain column, domain, question, option), each with its reason; questions: of which nothing is shown.

    Of a question in a domain all reasons are the same: else a share would be known as one that few are behind.
    """
    rows = domain_rows({by: domains for by, domains in scope.domains.items() if by is not None}, scope.wholes)
    unprotected = rows.of_nobody & np.isin([by for by, _ in rows.names], scope.rules.told)
    found, few = [], set()
    for tables in tables_of(figures, instrument, rows):
        primary = few_behind(tables, rows, scope.rules)
        nothing = np.array([[(*name, question) in questions for name in rows.names] for question, _ in tables.names], bool)
        hiding = Hiding(tables, rows, primary | nothing[:, :, None] | rows.of_nobody[:, None])
        hiding.settle(scope.rules.hide, unprotected)
        while _hide_deduced(hiding, scope):
            hiding.settle(scope.rules.hide, unprotected)
        few |= {(*rows.names[row], tables.names[question][0]) for question, row in np.argwhere(primary.any(2)).tolist()}
        hidden = np.argwhere(hiding.hidden & (tables.open & ~rows.of_nobody)[:, :, None]).tolist()
        found += [(*rows.names[row], tables.names[question][0], tables.names[question][1][figure]) for question, row, figure in hidden]
    return {share: FEW_ANSWERS if share[:3] in few else COMPLEMENTARY for share in found}


def _hide_deduced(hiding: Hiding, scope: _Scope) -> bool:
    """Hide shares through which, over several domain columns, others could be worked out; False when there are none."""
    tables, rows, more = hiding.tables, hiding.rows, False
    masks = hiding.hidden & tables.open[:, :, None]
    for question, figure in np.argwhere(masks.any(1)).tolist():
        open_ones, mask = tables.open[question], masks[question, :, figure]
        if (mask.tobytes(), open_ones.tobytes()) in scope.safe:
            continue
        gives = scope.members.giving_away(_by_column(mask, scope), _by_column(tables.n[question] * open_ones, scope))
        if gives is None or gives[0] is None:
            scope.safe.add((mask.tobytes(), open_ones.tobytes()))
        else:
            alike = tables.together if tables.together[figure] else np.arange(len(tables.together)) == figure
            hiding.hidden[question, rows.names.index((gives[0], scope.domains[gives[0]][gives[1]]))] |= alike
            more = True
    return more


def _by_column(values: np.ndarray, scope: _Scope) -> dict[str | None, np.ndarray]:
    """Values [rows] by column and domain, nothing of everything; people in no domain are left out."""
    found, start = {None: np.zeros(1, values.dtype)}, 0
    for by, domains in scope.domains.items():
        if by is not None:
            found[by] = values[start : start + len(domains)]
            start += len(domains) + 1
    return found


def _judged(figure: QuestionFigure, questions: set[tuple], shares: Mapping[tuple, str], rules: Rules) -> DisclosedFigure:
    place = (figure.by, figure.domain, figure.question)
    if (*place, figure.option) in shares:
        return DisclosedFigure(figure, HIDDEN, shares[*place, figure.option])
    if place in questions:
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
