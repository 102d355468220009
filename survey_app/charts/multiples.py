"""Small multiples: one small panel a unit, all on the same axis, each beside the same reference."""
from __future__ import annotations

from dataclasses import dataclass, replace

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.letters import width_of, wrapped
from survey_app.charts.saying import with_interval
from survey_app.charts.svg import SMALL, dot, element, group, height_of, lines_of, short, words

MOST_COLUMNS, SIDE, GUTTER = 4, 34, 18
PANEL, TITLE, HEAD = 92, 13, 6
ARROW = 4
FEET = 20  # room of the labels below a panel


@dataclass(frozen=True)
class Panel:
    """A unit's values (value, lo, hi), one for each label of the chart, None where there is none; `note` instead of values says why."""

    title: str
    points: tuple[tuple[float, float | None, float | None] | None, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MultiplesChart:
    """Panels over the same `labels`; `reference`: its words and its values, drawn as a line in every panel."""

    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    reference: tuple[str, tuple[float | None, ...]] | None = None
    unit: str = "điểm"
    interval: str = "khoảng tin cậy 95 %"


def draw_multiples(frame: Frame, chart: MultiplesChart) -> str:
    """The chart as SVG."""
    columns = _columns(chart)
    width = _width(columns)
    titles = [wrapped(panel.title, TITLE, width, bold=True, most=3) for panel in chart.panels]
    whole, drawn, top = _axis(chart), [], 4.0
    for start in range(0, len(chart.panels), columns):
        row = range(start, min(start + columns, len(chart.panels)))
        head = max(height_of(titles[place], TITLE) for place in row) + HEAD
        axis = replace(whole, start=top + head + PANEL, end=top + head)
        drawn.append(_scale(axis))
        drawn += [_panel(chart, chart.panels[place], titles[place], axis, SIDE + (place - start) * (width + GUTTER), width, top) for place in row]
        top += head + PANEL + FEET + HEAD
    below, height = legend(_entries(chart), SIDE, WIDTH, top + 4)
    return picture(frame, top + 4 + height + 4, describe_multiples(chart), *drawn, below)


def _columns(chart: MultiplesChart) -> int:
    """As many panels side by side as leave the labels room."""
    room = max((width_of(label, SMALL) for label in chart.labels), default=0) + 5
    return next((columns for columns in range(MOST_COLUMNS, 1, -1) if _width(columns) / len(chart.labels) >= room), 1)


def _width(columns: int) -> float:
    return (WIDTH - SIDE - GUTTER * (columns - 1)) / columns


def describe_multiples(chart: MultiplesChart) -> str:
    """The chart in words; with many panels only what it shows, the figures being in its table."""
    said = f"Mỗi ô là một đơn vị, cùng một trục ({chart.unit}), các điểm theo thứ tự: {', '.join(chart.labels)}."
    if chart.reference:
        said += f" Đường chung: {chart.reference[0]}."
    if len(chart.panels) > MOST_SAID:
        return f"{said} Có {len(chart.panels)} ô; số liệu ở bảng kèm theo."
    return f"{said} {'; '.join(f'{panel.title}: {_said(panel)}' for panel in chart.panels)}."


MOST_SAID = 24


def _said(panel: Panel) -> str:
    return panel.note or ", ".join(with_interval(*point) if point else "không có" for point in panel.points)


def _axis(chart: MultiplesChart) -> Axis:
    """All values, and intervals as far as most go: a few units with hardly any answers must not flatten everybody else."""
    points = [point for panel in chart.panels for point in panel.points if point]
    ends = [sorted(point[place] for point in points if point[place] is not None) for place in (1, 2)]
    usual = [found[len(found) * share // 4] for found, share in zip(ends, (1, 3), strict=True) if found]
    return Axis.around([*(point[0] for point in points), *usual, *(chart.reference[1] if chart.reference else ())], 0, 1, most=4)


def _scale(axis: Axis) -> str:
    return group("muted", (words(axis.label(tick), SIDE - 6, axis.place(tick) + 4, "end") for tick in axis.ticks()))


def _panel(chart: MultiplesChart, panel: Panel, title: list[str], axis: Axis, left: float, width: float, top: float) -> str:
    heading = element("g", lines_of(title, left, top + height_of(title, TITLE) / 2, TITLE), class_="ink", fill="currentColor", font_weight="700", font_size=TITLE)
    if panel.note:
        lines = wrapped(panel.note, SMALL, width, most=4)
        return heading + group("muted", [lines_of(lines, left, (axis.start + axis.end) / 2, SMALL)])
    step = width / len(chart.labels)
    places = [left + step * (place + .5) for place in range(len(chart.labels))]
    feet = group("muted", (words(label, x, axis.start + 16, "middle") for label, x in zip(chart.labels, places, strict=True)))
    grid = group("grid", [element("path", d="".join(f"M{short(left)} {short(axis.place(tick))}h{short(width)}" for tick in axis.ticks()))])
    return heading + grid + _reference(chart, axis, places, step) + _points(panel, axis, places) + feet


def _reference(chart: MultiplesChart, axis: Axis, places: list[float], step: float) -> str:
    if not chart.reference:
        return ""
    steps = (f"M{short(x - step / 2)} {short(axis.place(value))}h{short(step)}" for x, value in zip(places, chart.reference[1], strict=True) if value is not None)
    return group("reference", [element("path", d="".join(steps))])


def _points(panel: Panel, axis: Axis, places: list[float]) -> str:
    known = [(x, point) for x, point in zip(places, panel.points, strict=True) if point]
    spans = "".join(_span(x, lo, hi, axis) for x, (_, lo, hi) in known if lo is not None and hi is not None)
    marks = (group(role, (dot(x, axis.place(value), 3.5) for x, (value, lo, _) in known if (lo is None) == bare)) for role, bare in (("mark", False), ("hollow", True)))
    return (group("range", [element("path", d=spans)]) if spans else "") + "".join(marks)


def _span(x: float, lo: float, hi: float, axis: Axis) -> str:
    """An interval; one that is longer than the panel ends in an arrow."""
    foot, head = axis.place(max(lo, axis.lowest)), axis.place(min(hi, axis.highest))
    down = f"M{short(x - ARROW)} {short(foot - ARROW)}L{short(x)} {short(foot)}l{ARROW} -{ARROW}" if lo < axis.lowest else ""
    up = f"M{short(x - ARROW)} {short(head + ARROW)}L{short(x)} {short(head)}l{ARROW} {ARROW}" if hi > axis.highest else ""
    return f"M{short(x)} {short(foot)}V{short(head)}{down}{up}"


def _entries(chart: MultiplesChart) -> list[tuple[str, str]]:
    ends = {point[1] is None for panel in chart.panels for point in panel.points if point}
    found = [("point", "điểm số"), ("interval", f"{chart.interval} (mũi tên: còn dài hơn ô)")] if False in ends else []
    found += [("flagged", "điểm số chưa có khoảng tin cậy vững")] if True in ends else []
    return found + ([("reference", chart.reference[0])] if chart.reference else [])
