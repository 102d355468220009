"""Figures of single questions: the share of every option and level, and the mean score of scales, overall and by domain.

The variances are those of the index: linearised, ultimate clusters, the wave's own design. A share is among those who were
asked and answered; its Korn-Graubard interval is the one to show, the logit stands beside. A score has the logit to show, t beside.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms import Instrument
from pipeline.estimate import Estimate, Results, results_of
from pipeline.questions.plans import OF_BACKGROUND, OF_CHOICES, YES, QuestionPlans, Ticked, question_domains, scale_pass
from pipeline.record_sums import RecordSums
from pipeline.shares import Share, flat, shares_of_each
from pipeline.summing import Tables

SHARE, SCORE, TOP2 = "share", "score", "top2"
METHODS = "beta", "logit"


@dataclass(frozen=True, slots=True)
class QuestionFigure:
    """A share (0..1) or score (0..100), unrounded; None where a number is undefined. n: people who answered the question;
    chosen: those of them behind a share, whatever their weights (of a score None).

    by: the domain column (None: everything, in domain "*"). lo, hi: the interval to show; lo_other, hi_other: the other method's.
    """

    question: str
    option: str
    statistic: str
    by: str | None
    domain: str
    n: int
    chosen: int | None
    value: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    lo_other: float | None
    hi_other: float | None


def question_figures(instrument: Instrument, sums: RecordSums, plans: QuestionPlans, results: Results) -> tuple[QuestionFigure, ...]:
    """The figures of every question of the instrument that is not text. sums: of the rows of record; results: of the index, from them."""
    found = [*_choices(sums, plans, results), *_index_scales(sums, results)]
    for name, kept in sums.questions.items():
        if name == scale_pass(kept.plan.scale):
            found += _levels(kept.tables, results)
            scored = results_of(kept.tables, results.design, flat(tuple(kept.plan.items), kept.plan.scale), results.level)
            found += map(_score, scored.estimates())
    place = {code: number for number, code in enumerate(instrument.items)}
    return tuple(sorted(found, key=lambda figure: (figure.by or "", figure.domain, place[figure.question])))


def _choices(sums: RecordSums, plans: QuestionPlans, results: Results) -> Iterator[QuestionFigure]:
    """Shares of the options of all single and multiple choices."""
    options = {column.name: column for column in plans.made if isinstance(column, Ticked)}
    for name in (OF_CHOICES, OF_BACKGROUND):
        if name in sums.questions:
            for _, share in _shares(sums.questions[name].tables, {"": (YES,)}, results):
                yield _share(share, options[share.code].question, options[share.code].option)


def _index_scales(sums: RecordSums, results: Results) -> Iterator[QuestionFigure]:
    """The items of the index: levels from its tables, scores as they were estimated."""
    domains = question_domains(tuple(sums.tables.tables))
    yield from _levels({by: replace(sums.tables.tables[by], cross=None) for by in domains}, results)
    yield from (_score(e) for e in results.estimates() if e.counts is not None and e.by in (None, *domains))


def _levels(tables: Tables, results: Results) -> Iterator[QuestionFigure]:
    """Shares of each level of the scale, and of the two best together where there are more than two."""
    scale = next(iter(tables.values())).counts.shape[2]
    wanted = {str(one): (one,) for one in range(1, scale + 1)} | ({TOP2: (scale - 1, scale)} if scale > 2 else {})
    for option, share in _shares(tables, wanted, results):
        yield _share(share, share.code, option)


def _shares(tables: Tables, wanted: Mapping[str, Sequence[int]], results: Results) -> Iterator[tuple[str, Share]]:
    """Shares of sets of levels, of everybody and by every domain column."""
    parts: Iterable = [(None, next(iter(tables.values()))), *((by, table) for by, table in tables.items() if by is not None)]
    for by, table in parts:
        yield from shares_of_each(table, results.design, wanted, by, results.level, METHODS)


def _share(found: Share, question: str, option: str) -> QuestionFigure:
    shown, other = (found.intervals[method] or (None, None) for method in METHODS)
    return QuestionFigure(question, option, SHARE, found.by, found.domain, found.n, found.chosen, found.share, found.se, found.df, *shown, *other)


def _score(e: Estimate) -> QuestionFigure:
    return QuestionFigure(e.code, SCORE, SCORE, e.by, e.domain, e.n, None, e.score, e.se, e.df, e.lo_logit, e.hi_logit, e.lo, e.hi)
