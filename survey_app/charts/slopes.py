"""Change from one year to the next: a line each, solid where the change is more than chance."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.letters import wrapped
from survey_app.charts.saying import with_interval
from survey_app.charts.spreading import spread
from survey_app.charts.svg import dot, element, group, height_of, lines_of, path_through, segment, words
from survey_app.numbers import change, vietnamese

BEFORE, NOW = 118, 372  # where the two years stand
LABELS, LEFT = 436, 96
HEAD, GAP, LEAST = 34, 7, 260


@dataclass(frozen=True)
class Slope:
    """A measure in two years, each (value, lo, hi); `sure`: whether the change is more than chance, None where that is not known."""

    label: str
    before: tuple[float, float | None, float | None]
    now: tuple[float, float | None, float | None]
    sure: bool | None = None
    strong: bool = False


@dataclass(frozen=True)
class SlopeChart:
    """Slopes between two years, named by their words."""

    years: tuple[str, str]
    rows: tuple[Slope, ...]
    unit: str = "điểm"


def draw_slopes(frame: Frame, chart: SlopeChart) -> str:
    """The chart as SVG; labels at the ends are moved apart where lines end close together."""
    labels = [wrapped(f"{row.label} – {vietnamese(row.now[0])} ({change(row.now[0], row.before[0]).lower()})", 14, WIDTH - LABELS, row.strong) for row in chart.rows]
    heights = [height_of(lines) + GAP for lines in labels]
    foot = HEAD + max(LEAST, sum(heights))
    axis = _axis(chart, foot)
    below, height = legend(_entries(chart), 8, WIDTH, foot + 16)
    return picture(
        frame, foot + 16 + height + 4, describe_slopes(chart), _years(chart, foot), *(_line(row, axis) for row in chart.rows),
        _left(chart, axis, foot), _right(chart, axis, foot, labels, heights), below,
    )


def describe_slopes(chart: SlopeChart) -> str:
    """The chart in words."""
    said = "; ".join(
        f"{row.label}: {with_interval(*row.before)} → {with_interval(*row.now)}, {change(row.now[0], row.before[0]).lower()}{SURE[row.sure]}" for row in chart.rows
    )
    return f"Điểm số ({chart.unit}) {chart.years[0]} và {chart.years[1]}. {said}."


def _axis(chart: SlopeChart, foot: float) -> Axis:
    """The whole height for the values there are: the axis has no ticks, every end says its value."""
    values = [value for row in chart.rows for value in (row.before[0], row.now[0])] or [0.0]
    return Axis(min(values), max(*values, min(values) + 1), 1, foot - 10, HEAD + 10)


SURE = {True: " (vượt quá dao động ngẫu nhiên)", False: " (chưa đủ căn cứ)", None: ""}


def _years(chart: SlopeChart, foot: float) -> str:
    lines = group("grid", [segment(place, HEAD, place, foot) for place in (BEFORE, NOW)])
    return lines + group("strong", [words(year, place, HEAD - 14, "middle") for year, place in zip(chart.years, (BEFORE, NOW), strict=True)])


def _line(row: Slope, axis: Axis) -> str:
    ends = (BEFORE, axis.place(row.before[0])), (NOW, axis.place(row.now[0]))
    line = group("line" if row.sure is not False else "faint", [element("path", d=path_through(ends))])
    return line + group("mark" if row.sure is not False else "hollow", [dot(x, y, 5.5 if row.strong else 4.5) for x, y in ends])


def _left(chart: SlopeChart, axis: Axis, foot: float) -> str:
    wanted = [axis.place(row.before[0]) for row in chart.rows]
    places = spread(wanted, [18.0] * len(wanted), HEAD, foot)
    return _leaders(BEFORE - 7, LEFT + 3, wanted, places) + "".join(
        group("strong" if row.strong else "ink", [words(vietnamese(row.before[0]), LEFT, place + 5, "end")]) for row, place in zip(chart.rows, places, strict=True)
    )


def _right(chart: SlopeChart, axis: Axis, foot: float, labels: list[list[str]], heights: list[float]) -> str:
    wanted = [axis.place(row.now[0]) for row in chart.rows]
    places = spread(wanted, heights, HEAD, foot)
    return _leaders(NOW + 7, LABELS - 5, wanted, places) + "".join(
        group("strong" if row.strong else "ink", [lines_of(lines, LABELS, place)]) for row, lines, place in zip(chart.rows, labels, places, strict=True)
    )


def _leaders(near: float, far: float, wanted: list[float], places: list[float]) -> str:
    return group("leader", (segment(near, y, far, place) for y, place in zip(wanted, places, strict=True)))


def _entries(chart: SlopeChart) -> Iterator[tuple[str, str]]:
    if any(row.sure is not False for row in chart.rows):
        yield "line", "thay đổi vượt quá dao động ngẫu nhiên" if all(row.sure is not None for row in chart.rows) else "thay đổi"
    if any(row.sure is False for row in chart.rows):
        yield "faint", "chưa đủ căn cứ để nói là có thay đổi"
