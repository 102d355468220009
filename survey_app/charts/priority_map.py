"""Where to act first: how far each item stands below its target, against what closing that gap would add to the index."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.charts.axis import Axis
from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.letters import width_of, wrapped
from survey_app.charts.saying import with_interval
from survey_app.charts.spreading import spread
from survey_app.charts.svg import LINE, SMALL, dot, group, height_of, lines_of, segment, words
from survey_app.numbers import vietnamese

PLOT, NAMES = (64, 430), 462
HEAD, LEAST, GAP = 16, 300, 9
NAMED = 8  # items named in full; the others carry their code where there is room
CODE = SMALL


@dataclass(frozen=True)
class Need:
    """An item: its gap to the target in points (above 0), with interval, and what closing it adds to the index."""

    code: str
    label: str
    gap: float
    gap_lo: float | None
    gap_hi: float | None
    gain: float


@dataclass(frozen=True)
class PriorityMap:
    """Items below their targets, the most pressing first; `reached`: how many others there are. `target`, `index`: their words."""

    needs: tuple[Need, ...]
    target: str
    index: str
    reached: int = 0


def draw_priorities(frame: Frame, chart: PriorityMap) -> str:
    """The chart as SVG: gap to the right, gain upward; the most pressing items named at the side."""
    named = chart.needs[:NAMED]
    labels = [wrapped(f"{need.code} {need.label}", SMALL, WIDTH - NAMES, most=3) for need in named]
    foot = HEAD + max(LEAST, sum(height_of(lines, SMALL) + GAP for lines in labels))
    across = Axis.around(_gaps(chart.needs), *PLOT)
    up = Axis.around((need.gain for need in chart.needs), foot - 8, HEAD)
    return picture(
        frame, foot + 62, describe_priorities(chart), _axes(across, up, foot, chart), *(_need(need, across, up) for need in reversed(chart.needs)),
        _names(named, labels, across, up, foot), _codes(chart.needs[len(named):], chart.needs, across, up),
    )


def describe_priorities(chart: PriorityMap) -> str:
    """The chart in words: the most pressing items first."""
    said = "; ".join(
        f"{need.code} {need.label}: thấp hơn {chart.target} {with_interval(need.gap, need.gap_lo, need.gap_hi)} điểm, "
        f"nếu đạt thì {chart.index} thêm {vietnamese(need.gain)} điểm" for need in chart.needs[:NAMED]
    )
    about = f"Khoảng cách của từng câu hỏi tới {chart.target}, và mức tăng của {chart.index} khi đạt tới đó."
    return f"{about} {said or 'Không câu hỏi nào thấp hơn'}.{_reached(chart)}"


def _reached(chart: PriorityMap) -> str:
    return f" {chart.reached} câu hỏi khác đã bằng hoặc cao hơn." if chart.reached else ""


def _gaps(needs: tuple[Need, ...]) -> Iterator[float | None]:
    for need in needs:
        yield from (need.gap, need.gap_lo, need.gap_hi)


def _axes(across: Axis, up: Axis, foot: float, chart: PriorityMap) -> str:
    grid = group("grid", (segment(across.place(tick), HEAD, across.place(tick), foot) for tick in across.ticks()))
    grid += group("grid", (segment(PLOT[0], up.place(tick), PLOT[1], up.place(tick)) for tick in up.ticks()))
    zero = group("axis", [segment(across.place(0), HEAD, across.place(0), foot)] if across.lowest < 0 < across.highest else [])
    labels = [words(across.label(tick), across.place(tick), foot + 18, "middle") for tick in across.ticks()]
    labels += [words(up.label(tick), PLOT[0] - 8, up.place(tick) + 4, "end") for tick in up.ticks()]
    below = [words(f"→ Thấp hơn {chart.target} (điểm), kèm khoảng tin cậy", PLOT[0], foot + 38),
             words(f"↑ Mức tăng của {chart.index} khi đạt (điểm).{_reached(chart)}", PLOT[0], foot + 56)]
    return grid + zero + group("muted", labels + below)


def _need(need: Need, across: Axis, up: Axis) -> str:
    y = up.place(need.gain)
    span = [segment(across.place(need.gap_lo), y, across.place(need.gap_hi), y)] if need.gap_lo is not None and need.gap_hi is not None else []
    return group("leader", span) + group("mark", [dot(across.place(need.gap), y)])


def _names(named: tuple[Need, ...], labels: list[list[str]], across: Axis, up: Axis, foot: float) -> str:
    wanted = [up.place(need.gain) for need in named]
    places = spread(wanted, [height_of(lines, SMALL) + GAP for lines in labels], HEAD, foot)
    leaders = group("leader", (segment(across.place(need.gap) + 7, y, NAMES - 6, place) for need, y, place in zip(named, wanted, places, strict=True)))
    return leaders + group("muted", (lines_of(lines, NAMES, place, SMALL) for lines, place in zip(labels, places, strict=True)))


def _codes(rest: tuple[Need, ...], needs: tuple[Need, ...], across: Axis, up: Axis) -> str:
    """Codes beside the points of the other items, each at the first of four sides where it touches neither point nor code."""
    taken = [_box(across.place(need.gap), up.place(need.gain), 10, 10) for need in needs]
    said = []
    for need in rest:
        x, y, width = across.place(need.gap), up.place(need.gain), width_of(need.code, CODE)
        sides = ((x, y - 14), (x, y + 14), (x - width / 2 - 10, y - 9), (x + width / 2 + 10, y + 9))
        free = next((side for side in sides if _fits(_box(*side, width, CODE * LINE), taken, across, up)), None)
        if free:
            taken.append(_box(*free, width, CODE * LINE))
            said.append(words(need.code, free[0], free[1] + CODE * .36, "middle"))
    return group("halo", said)


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _fits(box: tuple, taken: list[tuple], across: Axis, up: Axis) -> bool:
    inside = box[0] >= across.start and box[2] <= across.end and box[1] >= up.end and box[3] <= up.start + 8
    return inside and all(box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1] for other in taken)
