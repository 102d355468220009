"""The columns of the tables of questions as people read them, in Word and on pages, and what their cells say."""
from __future__ import annotations

from collections.abc import Iterator

from survey_app.chance import MARK
from survey_app.exports.questions.document import Line, Questions, QuestionTable, Told
from survey_app.exports.questions.wording import NATIONAL, before_of, column_of
from survey_app.numbers import NOTHING, vietnamese, whole, with_sign

POINTS = {True: "điểm\u00a0%", False: "điểm"}  # of shares, of scores


def columns(table: QuestionTable, questions: Questions) -> Iterator[tuple[str | None, str, int]]:
    """Group (None: none), title and width in millimetres (0: what is left) of every column; grouped where there are two years."""
    before = before_of(questions)
    year = f"Năm {questions.year}" if before else None
    yield from ((None, "TT", 9), (None, "Nội dung", 0), (year, "n", 13), (year, column_of(table), 17), (year, "Khoảng tin cậy 95%", 27))
    if before:
        yield from ((before, f"{column_of(table)} và khoảng tin cậy", 29), (None, f"Chênh lệch ({POINTS[table.choose is not None]})", 22))
    if table.has_national:
        yield None, f"{NATIONAL} (%)", 18


def cells(place: int, line: Line, table: QuestionTable, questions: Questions) -> Iterator[str]:
    """What stands in every column of a line; a line end stands before an interval of the wave before."""
    yield from (str(place), line.label, whole(line.now.n), _figure(line.now), _interval(line.now))
    if questions.before:
        yield _figure(line.before) + ("" if line.before.lo is None else f"\n({_interval(line.before, '–')})")
        yield with_sign(line.change) + (f"\u00a0{MARK}" if line.beyond_chance else "")
    if table.has_national:
        yield vietnamese(line.national)


def _figure(told: Told) -> str:
    return vietnamese(told.value) + ("*" if told.flag else "")


def _interval(told: Told, dash: str = " – ") -> str:
    return NOTHING if told.lo is None else f"{vietnamese(told.lo)}{dash}{vietnamese(told.hi)}"
