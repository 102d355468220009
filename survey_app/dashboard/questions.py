"""Figures of single questions: how answers spread over the levels beside the mean score, and shares of what was chosen."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Row, select

from forms import Item
from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.levels import SHADES, LevelChart, LevelRow, draw_levels
from survey_app.dashboard.answers import SCORE, TOP2, Answers, answers_of, triple
from survey_app.dashboard.beside import beside
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.group import EVERYONE, Group
from survey_app.dashboard.headline import NATIONAL, NOTE
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, share_caution
from survey_app.external.figures import option_code
from survey_app.external.national import National
from survey_app.models import QuestionFigure

BY_FIGURE = "so"  # in the address: answers from the most frequent down, as reports print them
QUESTION = (Column("question", "Mã"), Column("label", "Câu hỏi"), Column("n", "n", "count"))
SHARE = (Column("share", "Tỷ lệ (%)", "share"), Column("lo", "Cận dưới", "share"), Column("hi", "Cận trên", "share"))
SCORED = (Column("score", "Điểm", "score"), Column("lo", "Cận dưới", "score"), Column("hi", "Cận trên", "score"))
BEST = Column(TOP2, "Hai mức cao nhất (%)", "share")


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


def groups_asked(reading: Reading, question: str) -> list[tuple[str, str]]:
    """The groups (kind, code) that a question is reported by, everyone left out."""
    query = select(QuestionFigure.domain_kind, QuestionFigure.domain).where(QuestionFigure.run_id == reading.run_id, QuestionFigure.question == question)
    return [tuple(row) for row in reading.connection.execute(query.distinct()) if row.domain_kind != EVERYONE.kind]


def level_figure(answers: Answers, name: str, title: str, items: tuple[Item, ...], asked: Mapping[str, str]) -> Figure | None:
    """The five (or four) levels of items on one scale, beside their mean scores; None where the run shows no such figures."""
    scale, last = items[0].scale, answers.last
    values = [str(level.value) for level in scale.levels]
    if len(scale.levels) not in SHADES or not any(answers.all_shown(item, values) for item in items):
        return None
    chart = LevelChart(tuple(level.text.vi for level in scale.levels), tuple(_levels(answers, item, values) for item in items), before=last.words())
    columns = (
        *QUESTION, *(Column(f"level_{level.value}", f"{level.text.vi} (%)", "share") for level in scale.levels), BEST,
        *SCORED, *last.columns("score"), NOTE,
    )
    return answers.figure(name, title, items, partial(draw_levels, chart=chart), columns, tuple(_level_cells(answers, item, values) for item in items), asked)


def _levels(answers: Answers, item: Item, values: list[str]) -> LevelRow:
    label = f"{item.code} {item.text.vi}"
    rows, score = [answers.of(item, value) for value in values], answers.of(item, SCORE)
    if not answers.all_shown(item, values):
        return LevelRow(label, None, note=share_caution(answers.reading.view, rows[0]))
    return LevelRow(label, tuple(row.value for row in rows), *triple(score), before=answers.last.triple(item.code, SCORE), changed=answers.last.changed(item.code, SCORE))


def _level_cells(answers: Answers, item: Item, values: list[str]) -> tuple:
    shares = [row.value if row else None for row in (answers.of(item, option) for option in (*values, TOP2))]
    score = answers.of(item, SCORE)
    return (item.code, item.text.vi, score.n if score else None, *shares, *triple(score), *answers.last.cells("score", item.code, SCORE, score), answers.note(item))


def choice_figure(answers: Answers, question: Question, asked: Mapping[str, str]) -> Figure | None:
    """What was chosen, each option with its share and interval; None where the run has no such figures."""
    item, view, last = question.items[0], answers.reading.view, answers.last
    options = [(option, answers.of(item, option.value)) for option in item.options]
    if not any(row for _, row in options):
        return None
    national = _national(answers, item)
    rows = tuple(
        IntervalRow(option.text.vi, *_percent(row), share_caution(view, row), national[option.value] and national[option.value].value, before=last.triple(item.code, option.value, 100),
                    changed=last.changed(item.code, option.value))
        for option, row in options
    )
    cells = tuple(
        (item.code, option.text.vi, row.n if row else None, *triple(row), national[option.value] and national[option.value].value / 100,
         *last.cells("share", item.code, option.value, row), share_caution(view, row)) for option, row in options
    )
    chart = IntervalChart(rows, unit="%", interval=view.interval, outside=NATIONAL, point="tỷ lệ người chọn", from_zero=True, before=last.words())
    columns = (QUESTION[0], Column("option", "Phương án"), QUESTION[2], *SHARE, Column("national", "Cả nước", "share"), *last.columns("share"), NOTE)
    return answers.figure("cau-hoi", question.title, question.items, partial(draw_intervals, chart=chart), columns, cells, asked)


def _national(answers: Answers, item: Item) -> dict[str, National | None]:
    """The country's shares by option: of everyone, so they stand beside everyone's alone."""
    known = answers.reading.national if answers.group == EVERYONE else {}
    return {option.value: known.get(option_code(item.code, option.value)) for option in item.options}


def _percent(row: Row | None) -> tuple:
    return tuple(None if value is None else 100 * value for value in triple(row))


def score_figure(answers: Answers, question: Question, asked: Mapping[str, str]) -> Figure | None:
    """Mean scores of items on one scale, where its levels cannot be drawn or are not shown."""
    rows, view, last = [(item, answers.of(item, SCORE)) for item in question.items], answers.reading.view, answers.last
    if not any(row for _, row in rows):
        return None
    drawn = tuple(IntervalRow(item.text.vi, *triple(row), caution(view, row), before=last.triple(item.code, SCORE), changed=last.changed(item.code, SCORE)) for item, row in rows)
    cells = tuple(
        (item.code, item.text.vi, row.n if row else None, *triple(answers.of(item, TOP2))[:1], *triple(row),
         *last.cells("score", item.code, SCORE, row), answers.note(item)) for item, row in rows
    )
    chart = IntervalChart(drawn, interval=view.interval, before=last.words())
    return answers.figure("cau-hoi", question.title, question.items, partial(draw_intervals, chart=chart), (*QUESTION, BEST, *SCORED, *last.columns("score"), NOTE), cells, asked)


def question_figures(reading: Reading, group: Group) -> Iterator[tuple[Question, Figure | None]]:
    """Every question with its figure for one group; everyone's beside those of the wave before, ordered by figure where that is asked for."""
    questions = questions_of(reading)
    answers = answers_of(reading, (item.code for question in questions for item in question.items), group, beside(reading))
    by_figure = reading.asked.get("xep") == BY_FIGURE
    for question in questions:
        asked = {"cau": question.code} | ({"xep": BY_FIGURE} if by_figure else {})
        yield question, question_figure(answers, highest_first(answers, question) if by_figure else question, asked)


def highest_first(answers: Answers, question: Question) -> Question:
    """The question with its items, or the options of its one item, from the highest figure down; what has none comes last, as asked."""
    def down(item: Item, option: str) -> float:
        row = answers.of(item, option)
        return 1.0 if row is None or row.value is None else -row.value
    if question.is_scale:
        return replace(question, items=tuple(sorted(question.items, key=lambda item: down(item, SCORE))))
    item = question.items[0]
    return replace(question, items=(replace(item, options=tuple(sorted(item.options, key=lambda option: down(item, option.value)))),))


def question_figure(answers: Answers, question: Question, asked: Mapping[str, str]) -> Figure | None:
    """The figure of one question."""
    if not question.is_scale:
        return choice_figure(answers, question, asked)
    return level_figure(answers, "cau-hoi", question.title, question.items, asked) or score_figure(answers, question, asked)
