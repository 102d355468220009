"""Which items hold us back: how far each stands below its target, and what closing the gap would add."""
from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Row, select

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import MEASURE
from survey_app.dashboard.reading import Reading
from survey_app.models import Priority
from survey_app.numbers import vietnamese

MAXIMUM = "maximum"
TARGETS = {"national": "số của cả nước", "wave": "mục tiêu đã đặt", MAXIMUM: "điểm tối đa"}
NOT_SURE = "chưa đủ căn cứ là thấp hơn"
MOST_DRAWN = 15
SMALLEST = 0.01
NAMES = ("score", "target", "gap", "gap_lo", "gap_hi", "index_per_point", "index_closed", "index_lo", "index_hi", "points_closed")
COLUMNS = (
    *MEASURE, Column("score", "Điểm", "score"), Column("target", "Mục tiêu", "score"), Column("gap", "Thấp hơn (điểm)", "score"),
    Column("gap_lo", "Cận dưới", "score"), Column("gap_hi", "Cận trên", "score"), Column("index_per_point", "Chỉ số thêm mỗi điểm", "score"),
    Column("index_closed", "Chỉ số thêm khi đạt", "score"), Column("index_lo", "Cận dưới", "score"), Column("index_hi", "Cận trên", "score"),
    Column("points_closed", "Điểm PAR INDEX thêm khi đạt", "score"), Column("target_source", "Mục tiêu lấy từ"),
)


@dataclass(frozen=True)
class Ranked:
    """An item and its priority; `sure`: its whole interval lies below the target."""

    label: str
    row: Row

    @property
    def sure(self) -> bool:
        """Whether the gap is more than chance."""
        return self.row.gap_lo is not None and self.row.gap_lo > 0


def read_priorities(reading: Reading) -> list[Ranked]:
    """The items of the run, the most pressing first; none for a run that ranked none."""
    found = reading.connection.execute(select(*Priority.__table__.c).where(Priority.run_id == reading.run_id).order_by(Priority.position))
    return [Ranked(reading.view.by_code[row.measure].label, row) for row in found]


def target_words(ranked: list[Ranked]) -> str:
    """What the items are held against."""
    sources, values = {one.row.target_source for one in ranked}, {one.row.target for one in ranked}
    name = TARGETS.get(sources.pop(), "mục tiêu") if len(sources) == 1 else "mục tiêu"
    return f"{name} {vietnamese(values.pop())}" if len(values) == 1 else name


def gain_words(points: float | None) -> str:
    """A gain in points; one too small to print says so rather than "0,00"."""
    return "dưới 0,01" if points is not None and 0 < points < SMALLEST else vietnamese(points)


def alike_first(ranked: list[Ranked]) -> int:
    """How many items below their target have an interval of what closing their gap gains that reaches that of the first. No test: the same people answered both."""
    first, *others = [one.row for one in ranked if one.row.gap > 0] or [None]
    if first is None or first.gap_lo is None:
        return 0
    least = first.gap_lo * first.index_per_point
    return sum(row.gap_hi is not None and row.gap_hi * row.index_per_point >= least for row in others)


def alike_words(count: int) -> str:
    """That the order of the first items is not to be taken as certain."""
    return (f"Đừng coi thứ tự là chắc chắn: khoảng tin cậy của {count} câu khác chồng lên khoảng của câu thứ nhất, "
            "và các câu do cùng những người trả lời chưa được kiểm định với nhau. Hãy coi đó là một nhóm cần xem cùng nhau.")


def priority_figure(reading: Reading, ranked: list[Ranked]) -> Figure | None:
    """The gaps of the most pressing items with their intervals; None where no item stands below its target."""
    below = [one for one in ranked if one.row.gap > 0]
    if not below:
        return None
    chart = IntervalChart(
        tuple(map(_drawn, below[:MOST_DRAWN])), interval=reading.view.interval, reference=_reach_of_first(below), point=f"khoảng cách tới {target_words(ranked)}", from_zero=True,
    )
    rows = tuple((one.row.measure, one.label, *(getattr(one.row, name) for name in NAMES), TARGETS.get(one.row.target_source, one.row.target_source)) for one in ranked)
    title = "Khoảng cách tới mục tiêu" + (f": {MOST_DRAWN} câu đầu trong {len(below)} câu thấp hơn mục tiêu" if len(below) > MOST_DRAWN else "")
    return Figure("uu-tien", title, reading.source, partial(draw_intervals, chart=chart), COLUMNS, rows)


def _drawn(one: Ranked) -> IntervalRow:
    return IntervalRow(f"{one.row.measure} {one.label}", one.row.gap, one.row.gap_lo, one.row.gap_hi, "" if one.sure else NOT_SURE)


def _reach_of_first(below: list[Ranked]) -> tuple[str, float] | None:
    """The line that intervals cross whose items cannot be told from the first; none where a point of one item is worth more than of another."""
    first = below[0].row
    alike = len({round(one.row.index_per_point, 9) for one in below}) == 1
    return ("cận dưới của câu đầu; khoảng nào vượt qua đây thì chưa phân biệt được với câu đầu:", first.gap_lo) if alike and first.gap_lo is not None else None
