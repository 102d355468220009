"""Change from one year to the next: a line each with its interval at both ends, solid where the change is more than chance."""
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
from survey_app.numbers import change

# Each year is a lane in which every line has a place of its own, so that intervals stand beside one another; both ends of a
# line have the same place in their lane, so that all lines are equally long and steeper means more.
BEFORE, NOW, LANE = 178, 348, 84
STEP = 9  # between two places, while there is room
LABELS, LEFT = 462, 144
HEAD, GAP, LEAST, MARGIN = 34, 7, 300, 10


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
    interval: str = "khoảng tin cậy 95 %"


def draw_slopes(frame: Frame, chart: SlopeChart) -> str:
    """The chart as SVG; labels at the ends are moved apart where lines end close together."""
    labels = [wrapped(f"{row.label} – {with_interval(*row.now)}, {change(row.now[0], row.before[0]).lower()}", 14, WIDTH - LABELS, row.strong) for row in chart.rows]
    heights = [height_of(lines) + GAP for lines in labels]
    foot = HEAD + max(LEAST, sum(heights))
    axis, shifts = axis_of(chart, foot - MARGIN, HEAD + MARGIN), _shifts(chart.rows)
    below, height = legend(entries_of(chart), 8, WIDTH, foot + 16)
    return picture(
        frame, foot + 16 + height + 4, describe_slopes(chart), _years(chart, foot), _left(chart, axis, foot, shifts), _right(chart, axis, foot, shifts, labels, heights),
        *(line_of(row, axis, (BEFORE + shift, NOW + shift)) for row, shift in zip(chart.rows, shifts, strict=True)), below,
    )


def describe_slopes(chart: SlopeChart) -> str:
    """The chart in words."""
    said = "; ".join(
        f"{row.label}: {with_interval(*row.before)} → {with_interval(*row.now)}, {change(row.now[0], row.before[0]).lower()}{SURE[row.sure]}" for row in chart.rows
    )
    return f"Điểm số ({chart.unit}) {chart.years[0]} và {chart.years[1]}. {said}."


def axis_of(chart: SlopeChart, start: float, end: float) -> Axis:
    """The whole height for the values there are: the axis has no ticks, every end says its value."""
    values = [value for row in chart.rows for value in (*row.before, *row.now) if value is not None] or [0.0]
    return Axis(min(values), max(*values, min(values) + 1), 1, start, end)


def _shifts(rows: tuple[Slope, ...]) -> list[float]:
    """Where in its lane each line stands, the whole in the middle: from the highest to the lowest, so that lines that rise alike do not cross."""
    step = min(STEP, LANE / max(1, len(rows) - 1))
    first = (LANE - step * (len(rows) - 1)) / 2
    order = sorted(range(len(rows)), key=lambda place: -rows[place].before[0] - rows[place].now[0])
    return [first + order.index(place) * step for place in range(len(rows))]


SURE = {True: " (vượt quá dao động ngẫu nhiên)", False: " (chưa đủ căn cứ)", None: ""}


def _years(chart: SlopeChart, foot: float) -> str:
    lanes = group("lane", [element("rect", x=place - 6, y=HEAD, width=LANE + 12, height=foot - HEAD) for place in (BEFORE, NOW)])
    return lanes + group("strong", [words(year, place + LANE / 2, HEAD - 14, "middle") for year, place in zip(chart.years, (BEFORE, NOW), strict=True)])


def line_of(row: Slope, axis: Axis, places: tuple[float, float]) -> str:
    """A line between two years at these places, with the points and intervals of both ends."""
    ends = (places[0], axis.place(row.before[0])), (places[1], axis.place(row.now[0]))
    spans = [segment(x, axis.place(lo), x, axis.place(hi)) for (x, _), (_, lo, hi) in zip(ends, (row.before, row.now), strict=True) if lo is not None and hi is not None]
    line = group("line" if row.sure is not False else "faint", [element("path", d=path_through(ends))])
    return group("whisker", spans) + line + group("mark" if row.sure is not False else "hollow", [dot(x, y, 5 if row.strong else 3.5) for x, y in ends])


def _left(chart: SlopeChart, axis: Axis, foot: float, shifts: list[float]) -> str:
    wanted = [axis.place(row.before[0]) for row in chart.rows]
    places = spread(wanted, [18.0] * len(wanted), HEAD, foot)
    return _leaders([BEFORE + shift - 6 for shift in shifts], LEFT + 3, wanted, places) + "".join(
        group("strong" if row.strong else "ink", [words(with_interval(*row.before), LEFT, place + 5, "end")]) for row, place in zip(chart.rows, places, strict=True)
    )


def _right(chart: SlopeChart, axis: Axis, foot: float, shifts: list[float], labels: list[list[str]], heights: list[float]) -> str:
    wanted = [axis.place(row.now[0]) for row in chart.rows]
    places = spread(wanted, heights, HEAD, foot)
    return _leaders([NOW + shift + 6 for shift in shifts], LABELS - 5, wanted, places) + "".join(
        group("strong" if row.strong else "ink", [lines_of(lines, LABELS, place)]) for row, lines, place in zip(chart.rows, labels, places, strict=True)
    )


def _leaders(near: list[float], far: float, wanted: list[float], places: list[float]) -> str:
    """Thin lines from the points to their words: level through the lane, then to where the words had room."""
    edge = BEFORE - 6 if far < BEFORE else NOW + LANE + 6
    return group("leader", (element("path", d=path_through([(x, y), (edge, y), (far, place)])) for x, y, place in zip(near, wanted, places, strict=True)))


def entries_of(chart: SlopeChart) -> Iterator[tuple[str, str]]:
    """What the marks mean that are drawn."""
    if any(row.sure is not False for row in chart.rows):
        yield "line", "thay đổi vượt quá dao động ngẫu nhiên" if all(row.sure is not None for row in chart.rows) else "thay đổi"
    if any(row.sure is False for row in chart.rows):
        yield "faint", "chưa đủ căn cứ để nói là có thay đổi"
    if any(lo is not None for row in chart.rows for _, lo, _ in (row.before, row.now)):
        yield "whisker", chart.interval
