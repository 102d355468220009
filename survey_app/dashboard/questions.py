"""Figures of single questions: how answers spread over the levels beside the mean score, and shares of what was chosen."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Row, select

from forms import Item
from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.levels import SHADES, LevelChart, LevelRow, draw_levels
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import NOTE
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution
from survey_app.models import QuestionFigure

EVERYONE = ("all", "all")
SCORE, TOP2 = "score", "top2"
QUESTION = (Column("question", "Mã"), Column("label", "Câu hỏi"), Column("n", "n", "count"))
SHARE = (Column("share", "Tỷ lệ (%)", "share"), Column("lo", "Cận dưới", "share"), Column("hi", "Cận trên", "share"))
SCORED = (Column("score", "Điểm", "score"), Column("lo", "Cận dưới", "score"), Column("hi", "Cận trên", "score"))
Found = Mapping[tuple[str, str], Row]


@dataclass(frozen=True)
class Question:
    """Items that belong in one figure: those of a scale under one title, or one choice. `code`: of the first."""

    title: str
    items: tuple[Item, ...]

    @property
    def code(self) -> str:
        """Names the question in addresses."""
        return self.items[0].code

    @property
    def is_scale(self) -> bool:
        """Whether answers are levels, so that there is a mean score."""
        return self.items[0].kind == "scale"


def questions_of(reading: Reading) -> list[Question]:
    """The questions that are no part of the index and not about the respondent, in the order asked: sections A and C of the household form."""
    found: dict[str, list[Item]] = {}
    for section in reading.view.instrument.sections:
        for item in section.items:
            if item.code not in reading.view.by_code and not item.concept.startswith("respondent.") and item.kind != "text":
                found.setdefault(section.title.vi if item.kind == "scale" else item.text.vi, []).append(item)
    return [Question(title, tuple(items)) for title, items in found.items()]


def read_figures(reading: Reading, items: Iterable[str], domain: tuple[str, str] = EVERYONE) -> Found:
    """Figures by question and option for one domain (kind, code)."""
    columns = [getattr(QuestionFigure, name) for name in ("question", "option", "n", "value", "lo", "hi", "suppressed", "flag")]
    query = select(*columns).where(QuestionFigure.run_id == reading.run_id, QuestionFigure.question.in_(list(items)))
    kind, code = domain
    found = reading.connection.execute(query.where(QuestionFigure.domain_kind == kind, QuestionFigure.domain == code))
    return {(row.question, row.option): row for row in found}


def domains_asked(reading: Reading, question: str) -> list[tuple[str, str]]:
    """The domains (kind, code) that a question is reported by, everyone left out."""
    query = select(QuestionFigure.domain_kind, QuestionFigure.domain).where(QuestionFigure.run_id == reading.run_id, QuestionFigure.question == question)
    return [tuple(row) for row in reading.connection.execute(query.distinct()) if tuple(row) != EVERYONE]


def level_figure(reading: Reading, title: str, items: tuple[Item, ...], found: Found, asked: Mapping[str, str], name: str = "phan-bo") -> Figure | None:
    """The five (or four) levels of items on one scale, beside their mean scores; None where the run has no such figures."""
    scale = items[0].scale
    if len(scale.levels) not in SHADES or not any((item.code, SCORE) in found for item in items):
        return None
    values = [str(level.value) for level in scale.levels]
    chart = LevelChart(tuple(level.text.vi for level in scale.levels), tuple(_levels(reading, item, values, found) for item in items))
    columns = (
        *QUESTION, *(Column(f"level_{level.value}", f"{level.text.vi} (%)", "share") for level in scale.levels), Column(TOP2, "Hai mức cao nhất (%)", "share"),
        *SCORED, NOTE,
    )
    rows = tuple(_level_cells(reading, item, values, found) for item in items)
    return Figure(name, title, reading.view.source, partial(draw_levels, chart=chart), columns, rows, asked)


def _levels(reading: Reading, item: Item, values: list[str], found: Found) -> LevelRow:
    label = f"{item.code} {item.text.vi}"
    rows, score = [found.get((item.code, value)) for value in values], found.get((item.code, SCORE))
    if not all(row is not None and row.value is not None for row in rows):
        return LevelRow(label, None, note=caution(reading.view, score or rows[0]))
    return LevelRow(label, tuple(row.value for row in rows), *_triple(score))


def _level_cells(reading: Reading, item: Item, values: list[str], found: Found) -> tuple:
    shares = [row.value if row else None for row in (found.get((item.code, option)) for option in (*values, TOP2))]
    score = found.get((item.code, SCORE))
    return (item.code, item.text.vi, score.n if score else None, *shares, *_triple(score), caution(reading.view, score))


def choice_figure(reading: Reading, question: Question, found: Found, asked: Mapping[str, str]) -> Figure | None:
    """What was chosen, each option with its share and interval; None where the run has no such figures."""
    item = question.items[0]
    options = [(option, found.get((item.code, option.value))) for option in item.options]
    if not any(row for _, row in options):
        return None
    rows = tuple(IntervalRow(option.text.vi, *_percent(row), caution(reading.view, row)) for option, row in options)
    cells = tuple((item.code, option.text.vi, row.n if row else None, *_triple(row), caution(reading.view, row)) for option, row in options)
    chart = IntervalChart(rows, unit="%", interval=reading.view.interval, point="tỷ lệ người chọn", from_zero=True)
    columns = (QUESTION[0], Column("option", "Phương án"), QUESTION[2], *SHARE, NOTE)
    return Figure("cau-hoi", question.title, reading.view.source, partial(draw_intervals, chart=chart), columns, cells, asked)


def _percent(row: Row | None) -> tuple:
    return tuple(None if value is None else 100 * value for value in _triple(row))


def _triple(row: Row | None) -> tuple:
    """A figure and its interval."""
    return (row.value, row.lo, row.hi) if row else (None,) * 3


def score_figure(reading: Reading, question: Question, found: Found, asked: Mapping[str, str]) -> Figure | None:
    """Mean scores of items on one scale, for scales whose levels cannot be drawn."""
    rows = [(item, found.get((item.code, SCORE))) for item in question.items]
    if not any(row for _, row in rows):
        return None
    drawn = tuple(IntervalRow(item.text.vi, *_triple(row), caution(reading.view, row)) for item, row in rows)
    cells = tuple((item.code, item.text.vi, row.n if row else None, *_triple(row), caution(reading.view, row)) for item, row in rows)
    chart = IntervalChart(drawn, interval=reading.view.interval)
    return Figure("cau-hoi", question.title, reading.view.source, partial(draw_intervals, chart=chart), (*QUESTION, *SCORED, NOTE), cells, asked)


def question_figures(reading: Reading, domain: tuple[str, str]) -> Iterator[tuple[Question, Figure | None]]:
    """Every question with its figure for one domain."""
    questions = questions_of(reading)
    found = read_figures(reading, (item.code for question in questions for item in question.items), domain)
    for question in questions:
        yield question, question_figure(reading, question, found, {"cau": question.code})


def question_figure(reading: Reading, question: Question, found: Found, asked: Mapping[str, str]) -> Figure | None:
    """The figure of one question."""
    if not question.is_scale:
        return choice_figure(reading, question, found, asked)
    return level_figure(reading, question.title, question.items, found, asked, "cau-hoi") or score_figure(reading, question, found, asked)
