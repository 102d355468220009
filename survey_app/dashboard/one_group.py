"""One unit or group in full: every measure down to the items, each beside that of everyone."""
from __future__ import annotations

from functools import partial

from sqlalchemy import Row

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.dashboard import estimates
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.group import EVERYONE, group_asked
from survey_app.dashboard.headline import INDENTS, MEASURE, NOTE, SCORE, figures_of
from survey_app.dashboard.points import axis_of, label_drawn, times
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_weak, n_words

WHOLE = "toàn bộ người trả lời"


def one_group_figure(reading: Reading) -> Figure | None:
    """All measures of the group that the address names; None where it names none, or the run has no figures of it."""
    group, view = group_asked(reading), reading.view
    found = {} if group == EVERYONE else {row.measure: row for row in estimates.of_domain(reading.connection, reading.run_id, group.kind, group.code)}
    if not found:
        return None
    chart = IntervalChart(tuple(_row(reading, measure, found.get(measure.code)) for measure in view.measures), interval=view.interval, outside=WHOLE, axis=axis_of(view))
    rows = tuple((*group.cells, measure.code, measure.label, *figures_of(found.get(measure.code)), *figures_of(reading.everyone.get(measure.code))[1:2],
                  caution(view, found.get(measure.code))) for measure in view.measures)
    columns = (*group.columns, *MEASURE, *SCORE, Column("everyone", "Toàn bộ", "score"), NOTE)
    source = view.source(n_words((row.n for row in found.values()), differing=" tùy chỉ tiêu"), group.words)
    return Figure("mot-nhom", group.title("Mọi chỉ tiêu"), source, partial(draw_intervals, chart=chart), columns, rows, group.asked)


def _row(reading: Reading, measure: Row, row: Row | None) -> IntervalRow:
    view, everyone = reading.view, reading.everyone.get(measure.code)
    return IntervalRow(label_drawn(view, measure), *figures_of(row)[1:], caution(view, row), everyone.score if everyone else None,
                       strong=measure.level in ("overall", "index"), indent=INDENTS.get(measure.level, 1), weak=is_weak(row), times=times(view, measure.code))
