"""What our index is and how sure we are; what changed since the wave before, and whether it is more than chance."""
from __future__ import annotations

from functools import partial

from sqlalchemy import Row

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.slope_panels import draw_slope_panels
from survey_app.charts.slopes import Slope, SlopeChart, draw_slopes
from survey_app.dashboard.before import compared_waves, notes_on_change
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.points import axis_of, label_drawn, times
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_sure, title_of

MOST_LINES = 6  # that one picture of slopes holds before they cover one another
INDENTS = {"overall": 0, "index": 0, "field": 1, "component": 1, "item": 2}
NATIONAL = "cả nước (do Bộ công bố)"
MEASURE = (Column("measure", "Mã"), Column("label", "Nội dung"))
SCORE = (Column("n", "n", "count"), Column("score", "Điểm", "score"), Column("lo", "Cận dưới", "score"), Column("hi", "Cận trên", "score"))
CHANGE = (
    Column("difference", "Thay đổi (điểm)", "score"), Column("difference_lo", "Thay đổi, cận dưới", "score"), Column("difference_hi", "Thay đổi, cận trên", "score"),
    Column("p_holm", "p (hiệu chỉnh Holm)", "p"),
)
NOTE = Column("note", "Ghi chú")


def index_figure(reading: Reading) -> Figure:
    """The index and its parts with intervals, the country's figures as another mark."""
    measures, national = reading.view.rollups() or list(reading.view.measures), reading.national
    chart = IntervalChart(tuple(_row(reading, measure) for measure in measures), interval=reading.view.interval, outside=NATIONAL, axis=axis_of(reading.view))
    rows = tuple(
        (measure.code, measure.label, *figures_of(reading.everyone.get(measure.code)), national[measure.code].value if measure.code in national else None,
         caution(reading.view, reading.everyone.get(measure.code))) for measure in measures
    )
    return Figure("chi-so", "Chỉ số và các thành phần", reading.source, partial(draw_intervals, chart=chart),
                  (*MEASURE, *SCORE, Column("national", "Cả nước", "score"), NOTE), rows)


def _row(reading: Reading, measure: Row) -> IntervalRow:
    found, outside = reading.everyone.get(measure.code), reading.national.get(measure.code)
    return IntervalRow(label_drawn(reading.view, measure), *figures_of(found)[1:], caution(reading.view, found), outside.value if outside else None,
                       strong=measure.level in ("overall", "index"), indent=INDENTS.get(measure.level, 1), times=times(reading.view, measure.code))


def figures_of(row: Row | None) -> tuple:
    """n, score and interval of an estimate, as columns SCORE want them."""
    return (row.n, row.score, row.lo, row.hi) if row else (None,) * 4


def change_figure(reading: Reading) -> Figure | None:
    """The slopes since the wave before; None where nothing was compared."""
    compared = [(measure, reading.everyone[measure.code], reading.changes[measure.code]) for measure in reading.view.rollups() or reading.view.measures
                if measure.code in reading.changes and reading.everyone.get(measure.code) and reading.everyone[measure.code].score is not None]
    if not compared:
        return None
    years = compared_waves(reading)
    chart = SlopeChart(years, tuple(_slope(reading, *one) for one in compared), interval=reading.view.interval)
    rows = tuple(
        (measure.code, measure.label, *_before(reading, now, change), now.score, now.lo, now.hi, change.difference, change.lo, change.hi, change.p_holm)
        for measure, now, change in compared
    )
    draw = draw_slopes if len(chart.rows) <= MOST_LINES else draw_slope_panels
    columns = (*MEASURE, *_with_interval("before", years[0]), *_with_interval("now", years[1]), *CHANGE)
    return Figure("thay-doi", f"Thay đổi từ {years[0]} đến {years[1]}", " · ".join((reading.source, *notes_on_change(reading))), partial(draw, chart=chart), columns, rows)


def _with_interval(name: str, year: str) -> tuple[Column, ...]:
    return Column(name, year, "score"), Column(f"{name}_lo", f"{year}, cận dưới", "score"), Column(f"{name}_hi", f"{year}, cận trên", "score")


def _before(reading: Reading, now: Row, change: Row) -> tuple[float, float | None, float | None]:
    """What the difference was taken from, with its interval as the run before published it."""
    found = reading.everyone_before.get(now.measure)
    return (now.score - change.difference, found.lo, found.hi) if found else (now.score - change.difference, None, None)


def _slope(reading: Reading, measure: Row, now: Row, change: Row) -> Slope:
    return Slope(title_of(measure), _before(reading, now, change), (now.score, now.lo, now.hi), is_sure(change, reading.alpha), measure.level in ("overall", "index"))
