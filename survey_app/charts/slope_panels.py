"""Change from one year to the next, a small panel each: where so many lines in one picture would cover one another."""
from __future__ import annotations

from collections.abc import Sequence

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.letters import wrapped
from survey_app.charts.slopes import Slope, SlopeChart, axis_of, describe_slopes, entries_of, line_of
from survey_app.charts.svg import SMALL, element, group, height_of, lines_of, words
from survey_app.numbers import change, vietnamese

COLUMNS, GUTTER = 3, 30
PANEL = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
ENDS = 56, PANEL - 56  # from the left of a panel, so that an interval has room below each
PLOT, TITLE = 66, 13
FEET, GAP = 2 * SMALL * 1.3 + 6, 18
SAID = 15  # room of the line that says the change


def draw_slope_panels(frame: Frame, chart: SlopeChart) -> str:
    """The chart as SVG; all panels have the same axis, so a steeper line means more in any of them."""
    titles = [wrapped(row.label, TITLE, PANEL, row.strong) for row in chart.rows]
    drawn, top = [], 4.0
    for start in range(0, len(chart.rows), COLUMNS):
        row = range(start, min(start + COLUMNS, len(chart.rows)))
        foot = top + max(height_of(titles[place], TITLE) for place in row) + SAID + PLOT
        axis = axis_of(chart, foot, foot - PLOT)
        drawn += [_panel(chart, chart.rows[place], titles[place], axis, (place - start) * (PANEL + GUTTER), top) for place in row]
        top = foot + FEET + GAP
    below, height = legend(entries_of(chart), 0, WIDTH, top)
    return picture(frame, top + height + 4, describe_slopes(chart), *drawn, below)


def _panel(chart: SlopeChart, row: Slope, title: Sequence[str], axis: Axis, left: float, top: float) -> str:
    weight = "700" if row.strong else None
    heading = element("g", lines_of(title, left, top + height_of(title, TITLE) / 2, TITLE), class_="ink", fill="currentColor", font_size=TITLE, font_weight=weight)
    said = element("text", change(row.now[0], row.before[0]).lower(), x=left, y=axis.end - 3, class_="ink", fill="currentColor", font_size=SMALL, font_weight="700" if row.sure else None)
    places = left + ENDS[0], left + ENDS[1]
    return heading + said + _lane(places, axis) + line_of(row, axis, places) + _values(row, axis, places) + _feet(chart, row, axis, places)


def _lane(places: tuple[float, float], axis: Axis) -> str:
    return group("lane", [element("rect", x=x - 6, y=axis.end, width=12, height=axis.start - axis.end) for x in places])


def _values(row: Slope, axis: Axis, places: tuple[float, float]) -> str:
    """The two scores beside their points, on the outside."""
    (before, *_), (now, *_) = row.before, row.now
    said = words(vietnamese(before), places[0] - 10, axis.place(before) + 5, "end") + words(vietnamese(now), places[1] + 10, axis.place(now) + 5)
    return group("strong" if row.strong else "ink", [said])


def _feet(chart: SlopeChart, row: Slope, axis: Axis, places: tuple[float, float]) -> str:
    """Under each end its year, and its interval."""
    lines = []
    for x, year, (_, lo, hi) in zip(places, chart.years, (row.before, row.now), strict=True):
        lines.append(words(year, x, axis.start + SMALL + 3, "middle"))
        if lo is not None and hi is not None:
            lines.append(words(f"({vietnamese(lo)}–{vietnamese(hi)})", x, axis.start + 2.3 * SMALL + 3, "middle"))
    return group("muted", lines)
