"""What our index is and how sure we are; what changed since the wave before, and whether it is more than chance."""
from __future__ import annotations

from functools import partial

from sqlalchemy import Row

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.slopes import Slope, SlopeChart, draw_slopes
from survey_app.dashboard.before import before_note, compared_waves
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_sure, most_words, title_of

INDENTS = {"overall": 0, "index": 0, "field": 1, "component": 1, "item": 2}
NATIONAL = "cả nước (do Bộ công bố)"
MEASURE = (Column("measure", "Mã"), Column("label", "Nội dung"))
SCORE = (Column("n", "n", "count"), Column("score", "Điểm", "score"), Column("lo", "Cận dưới", "score"), Column("hi", "Cận trên", "score"))
CHANGE = (
    Column("difference", "Thay đổi (điểm)", "score"), Column("difference_lo", "Cận dưới", "score"), Column("difference_hi", "Cận trên", "score"),
    Column("p_holm", "p (hiệu chỉnh Holm)", "p"),
)
NOTE = Column("note", "Ghi chú")


def index_figure(reading: Reading) -> Figure:
    """The index and its parts with intervals, the country's figures as another mark."""
    measures, national = reading.view.rollups() or list(reading.view.measures), reading.national
    chart = IntervalChart(tuple(_row(reading, measure) for measure in measures), interval=reading.view.interval, outside=NATIONAL)
    rows = tuple(
        (measure.code, measure.label, *_figures(reading.everyone.get(measure.code)), national[measure.code].value if measure.code in national else None,
         caution(reading.view, reading.everyone.get(measure.code))) for measure in measures
    )
    return Figure("chi-so", "Chỉ số và các thành phần", reading.view.source, partial(draw_intervals, chart=chart),
                  (*MEASURE, *SCORE, Column("national", "Cả nước", "score"), NOTE), rows)


def _row(reading: Reading, measure: Row) -> IntervalRow:
    found, outside = reading.everyone.get(measure.code), reading.national.get(measure.code)
    figures = (found.score, found.lo, found.hi) if found else (None, None, None)
    most = most_words(reading.view, measure)
    return IntervalRow(title_of(measure) + (f" ({most})" if most else ""), *figures, caution(reading.view, found), outside.value if outside else None,
                       strong=measure.level in ("overall", "index"), indent=INDENTS.get(measure.level, 1))


def _figures(row: Row | None) -> tuple:
    return (row.n, row.score, row.lo, row.hi) if row else (None,) * 4


def change_figure(reading: Reading) -> Figure | None:
    """The slopes since the wave before; None where nothing was compared."""
    compared = [(measure, reading.everyone[measure.code], reading.changes[measure.code]) for measure in reading.view.rollups() or reading.view.measures
                if measure.code in reading.changes and reading.everyone.get(measure.code) and reading.everyone[measure.code].score is not None]
    if not compared:
        return None
    years, note = compared_waves(reading), before_note(reading)
    chart = SlopeChart(years, tuple(_slope(*one, reading.alpha) for one in compared))
    rows = tuple(
        (measure.code, measure.label, now.score - change.difference, now.score, change.difference, change.lo, change.hi, change.p_holm)
        for measure, now, change in compared
    )
    columns = (*MEASURE, Column("before", years[0], "score"), Column("now", years[1], "score"), *CHANGE)
    return Figure("thay-doi", f"Thay đổi từ {years[0]} đến {years[1]}", " · ".join(filter(None, (reading.view.source, note))), partial(draw_slopes, chart=chart), columns, rows)


def _slope(measure: Row, now: Row, change: Row, alpha: float) -> Slope:
    before = (now.score - change.difference, None, None)
    return Slope(title_of(measure), before, (now.score, now.lo, now.hi), is_sure(change, alpha), measure.level in ("overall", "index"))
