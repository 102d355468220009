"""One hard case of every chart: long labels, equal values, gaps, suppressed rows."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey_app.charts.frame import Frame
from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.levels import LevelChart, LevelRow, draw_levels
from survey_app.charts.multiples import MultiplesChart, Panel, draw_multiples
from survey_app.charts.progress import ProgressChart, draw_progress
from survey_app.charts.pulse import Month, PulseChart, draw_pulse
from survey_app.charts.slope_panels import draw_slope_panels
from survey_app.charts.slopes import Slope, SlopeChart, draw_slopes

LONG = "CQNN cung cấp thông tin, giải thích về các chính sách theo nhiều hình thức, giúp mọi người dân dễ tìm, dễ thấy, dễ hiểu và dễ tham gia ý kiến"
LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
HIDDEN = "không hiển thị (để không suy ra được số liệu đã ẩn)"

INTERVALS = IntervalChart((
    IntervalRow(LONG, 85.34, 83.1, 87.2, strong=True, outside=85.34), IntervalRow(f"1.1 {LONG}", None, note=HIDDEN, indent=1, outside=81.0),
    IntervalRow("Nguyễnthịmộtchữrấtdàikhôngcókhoảngtrắngnàođểxuốngdòng", 20.0, 12.5, 99.9, "khoảng tin cậy rộng, nên thận trọng", indent=2), IntervalRow("ngắn", 85.0),
), reference=("toàn tỉnh", 85.34), outside="cả nước (do Bộ công bố)")
BESIDE = IntervalChart(tuple(replace(row, before=before, changed=changed) for row, before, changed in zip(INTERVALS.rows, ((82.71, 79.0, 100.0), (100.0, 100.0, 100.0), (24.0, None, None), None), (1, -1, 0, 0), strict=True)),
                       outside=INTERVALS.outside, before="đợt hh-2023")
SLOPES = SlopeChart(("2023", "2024"), tuple(Slope(f"{place} {LONG[:20 + 9 * place]}", (82.4 + place % 3 * .01, 80.0, 85.0 - place * .1), (85.5 - place % 4 * .01, 84.0, 87.0), sure, place == 0)
                                            for place, sure in enumerate([True, False, None, True] * 3)))
SPREAD = LevelChart(LEVELS, (
    LevelRow(LONG, (.01, .02, .12, .55, .30), 84.07, 82.0, 86.0), LevelRow("Nơi ngồi chờ", (.3, .3, .05, .05, .3), 61.0, 55.0, 66.0),
    LevelRow("Ẩn", None, note=HIDDEN), LevelRow("Chỉ một mức", (0.0, 0.0, 0.0, 0.0, 1.0), 100.0),
))
SPREAD_BESIDE = LevelChart(LEVELS, tuple(replace(row, before=before, changed=changed) for row, before, changed in zip(SPREAD.rows, ((81.0, 79.0, 83.0), None, (50.0, None, None), (100.0, 99.0, 100.0)), (1, 0, -1, 0), strict=True)),
                           before="năm 2023")
MULTIPLES = MultiplesChart(tuple(f"{index}.{part}" for index in (1, 2) for part in range(1, 6)), tuple(
    Panel(f"xã Suối Mơ Trên Núi Cao Mây Trắng số {place}", tuple((70.0 + (7 * place + at) % 25, 60.0, 99.0) if at != place else None for at in range(10)), HIDDEN if place == 2 else "")
    for place in range(7)), ("toàn tỉnh", (85.0,) * 10))
PULSE = PulseChart(tuple(Month(f"{2024 + place // 12}-{place % 12 + 1:02}", None if place == 4 else 70.0 if place == 20 else 98.0 if place == 22 else 85.0 + place % 3,
                               *((85.5, 79.0, 91.0) if place > 3 else (None,) * 3), 40, {20: "lower", 22: "higher"}.get(place)) for place in range(24)))
PROGRESS = ProgressChart(tuple((date(2025, 9, 1 + place), 3 * place) for place in range(0, 30, 2)), 650)

CASES = {
    "intervals": (draw_intervals, INTERVALS), "slopes": (draw_slopes, SLOPES), "slope-panels": (draw_slope_panels, SLOPES), "levels": (draw_levels, SPREAD), "intervals-beside": (draw_intervals, BESIDE), "levels-beside": (draw_levels, SPREAD_BESIDE), "multiples": (draw_multiples, MULTIPLES),
    "pulse": (draw_pulse, PULSE), "progress": (draw_progress, PROGRESS),
}


def drawn(name: str, alone: bool = False) -> str:
    """The hard case of a chart as SVG."""
    draw, chart = CASES[name]
    return draw(Frame(name, f"Hình thử <{name}>", "Khảo sát hộ gia đình · n = 486 · lần tính 3", alone), chart)
