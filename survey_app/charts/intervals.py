"""Points with their intervals, a row each: never bars from zero, which hide how sure a figure is."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.letters import wrapped
from survey_app.charts.saying import beyond_chance, change_said, with_interval
from survey_app.charts.svg import LINE, SMALL, changed, diamond, dot, earlier, group, height_of, lines_of, segment, words

LABELS, PLOT, FIGURES = 8, (296, 588), 612
LEAST, PADDING, INDENT, CAP = 28, 9, 14, 4
APART = 16  # from a figure to that of the wave before, below it
HEAD = 24


@dataclass(frozen=True)
class IntervalRow:
    """A figure with its interval. Without `value`, `note` says why; with it, `note` is a caution and the point is hollow.

    `outside`: a figure somebody else published of the same thing; `before`: (value, lo, hi) of the wave before; `changed`: 1 or -1 where it rose
    or fell by more than chance since. `strong` for a total, `indent` 0 to 2 for parts of it.
    weak: the interval rests on too few PSUs to be trusted; times: what its figures are multiplied by to stand on the axis.
    """

    label: str
    value: float | None
    lo: float | None = None
    hi: float | None = None
    note: str = ""
    outside: float | None = None
    strong: bool = False
    indent: int = 0
    before: tuple[float, float | None, float | None] | None = None
    changed: int = 0
    weak: bool = False
    times: float = 1.0

    @property
    def doubtful(self) -> bool:
        """Whether its point is to be read with care."""
        return bool(self.note) or self.weak


@dataclass(frozen=True)
class IntervalChart:
    """Rows on one axis. `reference`: a value all rows are read against, with its words; `outside`: the words of the other mark; `before`: those of the wave before.

    point: what a point is; from_zero: the axis begins at 0, as it should for shares; strong: what a
    row in bold means, where that has to be said; axis: what the axis is in, where the figures are in something else; weak: what a dashed interval means.
    """

    rows: tuple[IntervalRow, ...]
    unit: str = "điểm"
    interval: str = "khoảng tin cậy 95 %"
    reference: tuple[str, float] | None = None
    outside: str | None = None
    before: str | None = None
    point: str = "điểm số"
    from_zero: bool = False
    strong: str | None = None
    axis: str | None = None
    weak: str = "khoảng tin cậy chưa vững"


def draw_intervals(frame: Frame, chart: IntervalChart) -> str:
    """The chart as SVG: labels left, points and intervals in the middle, figures right."""
    axis = _axis(chart)
    placed = list(_placed(chart))
    foot = placed[-1][1] if placed else HEAD
    below, height = legend(_entries(chart), LABELS, WIDTH, foot + 14)
    return picture(
        frame, foot + 14 + height + 4, describe_intervals(chart), _grid(axis, foot, chart),
        *(_row(row, axis, (top + bottom) / 2, lines) for row, bottom, top, lines in placed), below,
    )


def describe_intervals(chart: IntervalChart) -> str:
    """The chart in words: every row with its figure, or why there is none."""
    said = "; ".join(f"{row.label}: {_said(row, chart)}" for row in chart.rows)
    reference = f" Đường đứt: {chart.reference[0]}, {with_interval(chart.reference[1], None, None)} {chart.unit}." if chart.reference else ""
    return f"Mỗi dòng một {chart.point} ({chart.unit}) và {chart.interval}. {said}.{reference}"


def _said(row: IntervalRow, chart: IntervalChart) -> str:
    outside = f", {chart.outside} {with_interval(row.outside, None, None)}" if row.outside is not None else ""
    before = f", {chart.before} {with_interval(*row.before)}{change_said(row.changed)}" if row.before else ""
    return (row.note if row.value is None else with_interval(row.value, row.lo, row.hi) + (f" – {row.note}" if row.note else "")) + before + outside


def _axis(chart: IntervalChart) -> Axis:
    values = [row.times * value for row in chart.rows for value in (row.value, row.lo, row.hi, row.outside, *(row.before or ())) if value is not None]
    return Axis.around([*values, chart.reference[1] if chart.reference else None, 0.0 if chart.from_zero else None], *PLOT)


def _placed(chart: IntervalChart) -> Iterator[tuple[IntervalRow, float, float, tuple[list[str], list[str]]]]:
    """Each row with its bottom, its top, and the lines of its label and note."""
    top = float(HEAD)
    for row in chart.rows:
        room = PLOT[0] - 20 - LABELS - row.indent * INDENT
        label, note = wrapped(row.label, 14, room, row.strong), wrapped(row.note, SMALL, room, most=2) if row.value is not None else []
        figures = max(LEAST, height_of(_why(row), SMALL) + PADDING) + (APART if row.before else 0)
        bottom = top + max(figures, height_of(label) + height_of(note, SMALL) + PADDING)
        yield row, bottom, top, (label, note)
        top = bottom


def _why(row: IntervalRow) -> list[str]:
    """The lines that say why a row has no figure."""
    return wrapped(row.note, SMALL, WIDTH - FIGURES, most=3) if row.value is None else []


def _grid(axis: Axis, foot: float, chart: IntervalChart) -> str:
    if all(row.value is None and row.outside is None and row.before is None for row in chart.rows):
        return ""  # an axis on which nothing stands would only have made-up numbers
    ticks = axis.ticks()
    lines = group("grid", (segment(axis.place(tick), HEAD, axis.place(tick), foot) for tick in ticks))
    labels = group("muted", (words(axis.label(tick), axis.place(tick), HEAD - 8, "middle") for tick in ticks))
    place = axis.place(chart.reference[1]) if chart.reference else 0
    reference = group("reference", [segment(place, HEAD, place, foot)]) if chart.reference else ""
    told = [words(chart.unit, FIGURES, HEAD - 8), *([words(f"trục: {chart.axis}", LABELS, HEAD - 8)] if chart.axis else [])]
    return lines + labels + reference + group("muted", told)


def _row(row: IntervalRow, axis: Axis, middle: float, lines: tuple[list[str], list[str]]) -> str:
    label, note = lines
    x, up = LABELS + row.indent * INDENT, height_of(note, SMALL) / 2
    said = group("strong" if row.strong else "ink", [lines_of(label, x, middle - up)])
    caution = group("muted", [lines_of(note, x, middle + height_of(label) / 2, SMALL)] if note else [])
    if row.before is None:
        return said + caution + _marks(row, axis, middle)
    return said + caution + _marks(row, axis, middle - APART / 2) + _earlier(row, axis, middle + max(height_of(_why(row), SMALL), APART) / 2)


def _earlier(row: IntervalRow, axis: Axis, y: float) -> str:
    """The figure of the wave before, below this one's."""
    ends = (None if value is None else axis.place(row.times * value) for value in row.before)
    mark = changed(FIGURES - 9, y - APART / 2, row.changed > 0) if row.changed else ""
    return earlier(*ends, y) + mark + group("muted", [words(with_interval(*row.before), FIGURES, y + SMALL * .36)])


def _marks(row: IntervalRow, axis: Axis, y: float) -> str:
    outside = group("outside", [diamond(axis.place(row.times * row.outside), y)] if row.outside is not None else [])
    if row.value is None:
        return outside + group("muted", [lines_of(_why(row), FIGURES, y, SMALL)])
    span = []
    if row.lo is not None and row.hi is not None:
        ends = axis.place(row.times * row.lo), axis.place(row.times * row.hi)
        span = [segment(ends[0], y, ends[1], y), *(segment(end, y - CAP, end, y + CAP) for end in ends)]
    point = group("hollow" if row.doubtful else "mark", [dot(axis.place(row.times * row.value), y, 5.5 if row.strong else 4.5)])
    figure = group("strong" if row.strong else "ink", [words(with_interval(row.value, row.lo, row.hi), FIGURES, y + 14 * LINE / 2 - 4)])
    return group("weak" if row.weak else "range", span) + outside + point + figure


def _entries(chart: IntervalChart) -> Iterator[tuple[str, str]]:
    shown = [row for row in chart.rows if row.value is not None]
    sure, weak = ([row for row in shown if row.lo is not None and row.hi is not None and row.weak == unsure] for unsure in (False, True))
    for mark, text, rows in (
        ("point", chart.point, [row for row in shown if not row.doubtful]), ("flagged", f"{chart.point}, cần thận trọng", [row for row in shown if row.doubtful]),
        ("interval", chart.interval, sure), ("weak", chart.weak, weak),
    ):
        if rows:
            yield mark, text
    if chart.outside and any(row.outside is not None for row in chart.rows):
        yield "outside", chart.outside
    if chart.before and any(row.before for row in chart.rows):
        yield "earlier", chart.before
    if chart.before and any(row.changed for row in chart.rows):
        yield "changed", beyond_chance(chart.before)
    if chart.strong and any(row.strong for row in chart.rows):
        yield "strong", chart.strong
    if chart.reference:
        yield "reference", f"{chart.reference[0]} {with_interval(chart.reference[1], None, None)}"
