"""Which items hold us back: how far each stands below its target, and what closing the gap would add."""
from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Row, select

from survey_app.charts.priority_map import Need, PriorityMap, draw_priorities
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import MEASURE
from survey_app.dashboard.reading import Reading
from survey_app.models import Priority
from survey_app.numbers import vietnamese

TARGETS = {"national": "số của cả nước", "wave": "mục tiêu đã đặt", "maximum": "điểm tối đa"}
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


def priority_figure(reading: Reading, ranked: list[Ranked]) -> Figure | None:
    """The map of gaps and gains; None where no item stands below its target."""
    below = [one for one in ranked if one.row.gap > 0]
    if not below:
        return None
    needs = tuple(Need(one.row.measure, one.label, one.row.gap, one.row.gap_lo, one.row.gap_hi, one.row.index_closed) for one in below)
    chart = PriorityMap(needs, target_words(ranked), f"chỉ số {reading.view.first.code}", len(ranked) - len(below))
    rows = tuple((one.row.measure, one.label, *(getattr(one.row, name) for name in NAMES), TARGETS.get(one.row.target_source, one.row.target_source)) for one in ranked)
    return Figure("uu-tien", "Khoảng cách tới mục tiêu và mức tăng của chỉ số", reading.view.source, partial(draw_priorities, chart=chart), COLUMNS, rows)
