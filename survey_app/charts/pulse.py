"""A desk month by month: its score against the limits that its own past sets, and the months that leave them."""
from __future__ import annotations

from dataclasses import dataclass

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.saying import with_interval
from survey_app.charts.svg import SMALL, dot, element, group, path_through, segment, triangle, words
from survey_app.numbers import vietnamese

LEFT, RIGHT, HEAD, FOOT = 44, 748, 4, 220
SIGNAL_ROOM = 26  # for the figure beyond the outermost point
SIGNALS = {"higher": "cao hơn mức bình thường", "lower": "thấp hơn mức bình thường"}


@dataclass(frozen=True)
class Month:
    """A month ("YYYY-MM") of a desk; without score `note` says why, with a signal what it is of. lo, hi: its limits; signal: 'higher', 'lower' or None."""

    month: str
    score: float | None
    expected: float | None = None
    lo: float | None = None
    hi: float | None = None
    n: int | None = None
    signal: str | None = None
    note: str = ""


@dataclass(frozen=True)
class PulseChart:
    """The months of one desk in order, none left out."""

    months: tuple[Month, ...]
    unit: str = "điểm"


def draw_pulse(frame: Frame, chart: PulseChart) -> str:
    """The chart as SVG."""
    axis = Axis.around([value for month in chart.months for value in (month.score, month.lo, month.hi)], FOOT - SIGNAL_ROOM, HEAD + SIGNAL_ROOM, most=5)
    step = (RIGHT - LEFT) / max(1, len(chart.months))
    places = [LEFT + step * (place + .5) for place in range(len(chart.months))]
    below, height = legend(_entries(chart), LEFT, WIDTH, FOOT + 34)
    return picture(
        frame, FOOT + 34 + height + 4, describe_pulse(chart), _scale(axis), _limits(chart, axis, places, step),
        _line(chart, axis, places), _signals(chart, axis, places), _labels(chart, places, step), below,
    )


def describe_pulse(chart: PulseChart) -> str:
    """The chart in words: every month, and which of them are signals."""
    return f"Điểm số từng tháng ({chart.unit}). {'; '.join(f'{month_words(month.month)}: {_said(month)}' for month in chart.months)}."


def month_words(month: str) -> str:
    """The month "2025-11" as "11/2025"."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def _said(month: Month) -> str:
    if month.score is None:
        return month.note or "không có phiếu"
    limits = f", giới hạn {vietnamese(month.lo)}–{vietnamese(month.hi)}" if month.lo is not None else ""
    return with_interval(month.score, None, None) + limits + (f", {month.note or SIGNALS[month.signal]}" if month.signal else "")


def _scale(axis: Axis) -> str:
    lines = group("grid", (segment(LEFT, axis.place(tick), RIGHT, axis.place(tick)) for tick in axis.ticks()))
    return lines + group("muted", (words(axis.label(tick), LEFT - 6, axis.place(tick) + 4, "end") for tick in axis.ticks()))


def _limits(chart: PulseChart, axis: Axis, places: list[float], step: float) -> str:
    band, middle = [], []
    for month, x in zip(chart.months, places, strict=True):
        if month.lo is not None and month.hi is not None:
            top, foot = axis.place(month.hi), axis.place(month.lo)
            band.append(element("rect", x=x - step / 2, y=top, width=step, height=foot - top))
        if month.expected is not None:
            middle.append(segment(x - step / 2, axis.place(month.expected), x + step / 2, axis.place(month.expected)))
    return group("band", band) + group("reference", middle)


def _line(chart: PulseChart, axis: Axis, places: list[float]) -> str:
    points = [(x, axis.place(month.score)) if month.score is not None else None for month, x in zip(chart.months, places, strict=True)]
    quiet = (dot(*point, 3.5) for point, month in zip(points, chart.months, strict=True) if point and not month.signal)
    path = path_through(points)
    return (group("line", [element("path", d=path)]) if path else "") + group("mark", quiet)


def _signals(chart: PulseChart, axis: Axis, places: list[float]) -> str:
    found = [(x, axis.place(month.score), month) for month, x in zip(chart.months, places, strict=True) if month.signal]
    marks = group("signal", (triangle(x, y, month.signal == "higher") for x, y, month in found))
    return marks + group("strong", (words(vietnamese(month.score), x, y - 12 if month.signal == "higher" else y + 22, "middle") for x, y, month in found))


def _labels(chart: PulseChart, places: list[float], step: float) -> str:
    """Months below the axis, as many as have room; a month without figures shows a dash."""
    every = next(every for every in (1, 2, 3, 6, 12, 24, 60) if step * every >= 54 or every == 60)
    labels = [words(month_words(month.month), x, FOOT + 20, "middle") for place, (month, x) in enumerate(zip(chart.months, places, strict=True)) if place % every == 0]
    hidden = [words("–", x, FOOT - 4, "middle") for month, x in zip(chart.months, places, strict=True) if month.score is None]
    return element("g", *labels, *hidden, class_="muted", fill="currentColor", fill_opacity=".8", font_size=SMALL)


def _entries(chart: PulseChart) -> list[tuple[str, str]]:
    found = [("point", "điểm số của tháng")]
    if any(month.lo is not None for month in chart.months):
        found += [("band", "giới hạn khi không có gì thay đổi"), ("reference", "mức dự kiến theo các tháng trước")]
    return found + ([("signal", "khác mức bình thường của điểm này")] if any(month.signal for month in chart.months) else [])
