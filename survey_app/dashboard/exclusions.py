"""What leaving forms out did to the figures of the run shown: each beside what it would be with these forms."""
from __future__ import annotations

from functools import partial

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import INDENTS, MEASURE
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import title_of
from survey_app.exclusions.effect import WITHHELD, Changed, Effect, read_effect

WITH = "nếu tính cả phiếu bị loại"
COLUMNS = (
    *MEASURE, Column("score", "Điểm", "score"), Column("lo", "Cận dưới", "score"), Column("hi", "Cận trên", "score"),
    Column("with_n", "n nếu tính cả", "count"), Column("with_score", "Nếu tính cả", "score"), Column("with_lo", "Nếu tính cả, cận dưới", "score"),
    Column("with_hi", "Nếu tính cả, cận trên", "score"), Column("difference", "Chênh (nếu tính cả − điểm)", "change"), Column("note", "Ghi chú"),
)


def effect_of(reading: Reading) -> Effect | None:
    """The effect of what the run shown left out; None where it left nothing out."""
    return read_effect(reading.connection, reading.view.run)


def exclusion_figure(reading: Reading) -> Figure | None:
    """Figures of everybody without and with the forms left out; None where nothing may be told."""
    effect = effect_of(reading)
    if effect is None or not effect.is_told:
        return None
    rollups = {measure.code for measure in reading.view.rollups()} or set(reading.view.by_code)
    drawn = tuple(_row(reading, one) for one in effect.measures if one.code in rollups)
    rows = tuple((one.code, one.label, one.score, one.lo, one.hi, one.with_n, one.with_score, one.with_lo, one.with_hi, one.difference, WITHHELD.get(one.withheld, ""))
                 for one in effect.measures)
    return Figure("loai-phieu", "Tác động của việc loại phiếu", reading.source,
                  partial(draw_intervals, chart=IntervalChart(drawn, interval=reading.view.interval, before=WITH)), COLUMNS, rows)


def _row(reading: Reading, one: Changed) -> IntervalRow:
    before = None if one.with_score is None else (one.with_score, one.with_lo, one.with_hi)
    return IntervalRow(title_of(reading.view.by_code[one.code]), one.score, one.lo, one.hi, strong=one.level in ("overall", "index"),
                       indent=INDENTS.get(one.level, 1), before=before)
