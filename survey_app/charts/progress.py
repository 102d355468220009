"""How many responses are in, day by day, against how many there shall be."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_app.charts.axis import Axis
from survey_app.charts.frame import Frame, picture
from survey_app.charts.svg import element, group, path_through, segment, words

LEFT, RIGHT, HEAD, FOOT = 56, 690, 22, 200
MOST_DATES = 6


@dataclass(frozen=True)
class ProgressChart:
    """Responses received on each day that had any (days rising); `target`: as many as the sample holds, None where there is no sample."""

    days: tuple[tuple[date, int], ...]
    target: int | None = None


def draw_progress(frame: Frame, chart: ProgressChart) -> str:
    """The chart as SVG: a line that rises with every response."""
    sums = _sums(chart)
    up = Axis.around([0.0, *(float(count) for _, count in sums), float(chart.target or 0)], FOOT, HEAD, most=5)
    first, last = (sums[0][0], sums[-1][0]) if sums else (None, None)
    long = max(1, (last - first).days) if sums else 1

    def across(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first).days / long
    points = [point for (day, count), before in zip(sums, [0, *(count for _, count in sums)], strict=False)
              for point in ((across(day), up.place(before)), (across(day), up.place(count)))]
    line = group("line", [element("path", d=path_through(points))]) if points else ""
    return picture(frame, FOOT + 34, describe_progress(chart), _scale(up), line, _target(chart, up), _dates(sums, across), _last(sums, up))


def describe_progress(chart: ProgressChart) -> str:
    """The chart in words."""
    sums = _sums(chart)
    if not sums:
        return "Chưa có phiếu nào."
    target = f", mẫu có {chart.target}" if chart.target is not None else ""
    return f"Số phiếu cộng dồn từ {_day(sums[0][0])} đến {_day(sums[-1][0])}: {sums[-1][1]} phiếu{target}."


def _sums(chart: ProgressChart) -> list[tuple[date, int]]:
    total, found = 0, []
    for day, count in chart.days:
        total += count
        found.append((day, total))
    return found


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _scale(up: Axis) -> str:
    lines = group("grid", (segment(LEFT, up.place(tick), RIGHT, up.place(tick)) for tick in up.ticks()))
    return lines + group("muted", (words(up.label(tick), LEFT - 6, up.place(tick) + 4, "end") for tick in up.ticks()))


def _target(chart: ProgressChart, up: Axis) -> str:
    if chart.target is None:
        return ""
    y = up.place(chart.target)
    return group("reference", [segment(LEFT, y, RIGHT, y)]) + group("muted", [words(f"mẫu: {chart.target}", LEFT + 6, y - 5)])


def _dates(sums: list[tuple[date, int]], across) -> str:
    """Dates below the axis: the first and the last, and those between that have room."""
    if not sums:
        return ""
    shown, room = [], (RIGHT - LEFT) / MOST_DATES
    for day, _ in sums:
        if not shown or across(day) - across(shown[-1]) >= room:
            shown.append(day)
    if shown[-1] != sums[-1][0] and across(sums[-1][0]) - across(shown[-1]) >= room * .8:
        shown.append(sums[-1][0])
    return group("muted", (words(_day(day), across(day), FOOT + 20, "middle") for day in shown))


def _last(sums: list[tuple[date, int]], up: Axis) -> str:
    return group("strong", [words(str(sums[-1][1]), RIGHT + 8, up.place(sums[-1][1]) + 5)]) if sums else ""
