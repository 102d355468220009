"""Every mark stands where its number says."""
import re
from dataclasses import replace
from datetime import date

import pytest

from survey_app.charts.axis import Axis
from survey_app.charts.frame import Frame
from survey_app.charts.intervals import FIGURES, PLOT, IntervalChart, IntervalRow, describe_intervals, draw_intervals
from survey_app.charts.levels import BARS, LevelChart, LevelRow, describe_levels, draw_levels
from survey_app.charts.multiples import MultiplesChart, Panel, draw_multiples
from survey_app.charts.progress import FOOT, HEAD, LEFT, RIGHT, ProgressChart, draw_progress
from survey_app.charts.pulse import Month, PulseChart, describe_pulse, draw_pulse
from survey_app.charts.slopes import BEFORE, LANE, NOW, STEP, Slope, SlopeChart, describe_slopes, draw_slopes
from tests.charts.drawn import of, overlaps, read, texts
from tests.charts.hard import LEVELS, SLOPES

FRAME = Frame("hinh", "Hình")
ROW = IntervalRow("xã Mây Trắng", 85.0, 82.0, 88.0)


def number(attributes: dict, name: str) -> float:
    return float(attributes[name])


def place(value: float, lowest: float, highest: float, start: float, end: float) -> float:
    """The rule of three."""
    return start + (end - start) * (value - lowest) / (highest - lowest)


def test_a_point_and_the_ends_of_its_interval():
    # 82 to 88 in at most five steps: steps of 2, and both ends are whole steps.
    svg = draw_intervals(FRAME, IntervalChart((ROW,)))
    point, line = of(svg, "mark", "circle")[0], of(svg, "range", "line")[0]
    assert number(point, "cx") == pytest.approx(place(85, 82, 88, *PLOT), abs=.01)
    assert (number(line, "x1"), number(line, "x2")) == pytest.approx(PLOT)
    assert number(point, "cy") == number(line, "y1") == number(line, "y2")
    assert {"82", "84", "86", "88", "85,00 (82,00–88,00)"} <= set(texts(svg)) and "0" not in texts(svg)


def test_figures_of_others_are_another_mark_on_the_same_axis():
    svg = draw_intervals(FRAME, IntervalChart((replace(ROW, outside=84.0),), outside="cả nước"))
    x = float(re.match(r"M([\d.]+)", of(svg, "outside", "path")[0]["d"]).group(1)) + 6.5  # from its left corner
    assert x == pytest.approx(place(84, 82, 88, *PLOT), abs=.01) and "cả nước" in texts(svg)
    assert "cả nước" not in texts(draw_intervals(FRAME, IntervalChart((ROW,), outside="cả nước")))


def test_the_wave_before_is_a_stroke_below_on_the_same_axis():
    svg = draw_intervals(FRAME, IntervalChart((replace(ROW, before=(84.0, 82.0, 86.0)),), before="năm 2023"))
    stroke, span, now = of(svg, "earlier", "line")[0], of(svg, "whisker", "line")[0], of(svg, "mark", "circle")[0]
    assert number(stroke, "x1") == number(stroke, "x2") == pytest.approx(place(84, 82, 88, *PLOT), abs=.01)
    assert [number(span, name) for name in ("x1", "x2")] == pytest.approx([place(82, 82, 88, *PLOT), place(86, 82, 88, *PLOT)], abs=.01)
    assert number(span, "y1") == number(span, "y2") > number(now, "cy") and {"84,00 (82,00–86,00)", "năm 2023"} <= set(texts(svg))
    assert "năm 2023 84,00 (82,00–86,00)" in describe_intervals(IntervalChart((replace(ROW, before=(84.0, 82.0, 86.0)),), before="năm 2023"))
    assert "năm 2023" not in texts(draw_intervals(FRAME, IntervalChart((ROW,), before="năm 2023")))


def test_a_change_beyond_chance_points_up_or_down_and_is_said():
    """Left of the figure, by its shape; the legend says what it means, the description of which row."""
    for changed, said in ((1, ", tăng vượt quá dao động ngẫu nhiên"), (-1, ", giảm vượt quá dao động ngẫu nhiên"), (0, "")):
        chart = IntervalChart((replace(ROW, before=(84.0, 82.0, 86.0), changed=changed),), before="năm 2023")
        svg = draw_intervals(FRAME, chart)
        marks = [one for one in read(svg).iter() if one.get("class") == "signal"]
        assert len(marks) == 3 * abs(changed) and ("tăng, giảm so với năm 2023, vượt quá dao động ngẫu nhiên" in texts(svg)) is bool(changed)
        assert f"năm 2023 84,00 (82,00–86,00){said}" in describe_intervals(chart)
        assert all(float(re.match(r"M([\d.]+)", mark[0].get("d")).group(1)) < FIGURES for mark in marks[:1])


def test_a_row_without_a_figure_has_words_and_no_mark():
    svg = draw_intervals(FRAME, IntervalChart((ROW, IntervalRow("xã Suối Ngà", None, note="không hiển thị (n < 5)"))))
    assert len(of(svg, "mark", "circle")) == 2  # the row's and the legend's
    said = next(one for one in of(svg, "muted", "text") if number(one, "x") == FIGURES and number(one, "y") > 30)
    assert said and "không hiển thị (n < 5)" in describe_intervals(IntervalChart((IntervalRow("xã Suối Ngà", None, note="không hiển thị (n < 5)"),)))


def test_a_doubtful_figure_is_hollow_and_says_why():
    svg = draw_intervals(FRAME, IntervalChart((replace(ROW, note="ít phiếu (n < 30)"),)))
    assert len(of(svg, "hollow", "circle")) == 2 and "ít phiếu (n < 30)" in texts(svg) and "điểm số, cần thận trọng" in texts(svg)


def test_what_bold_means_is_said_where_a_row_is_bold():
    chart = IntervalChart((ROW,), strong="khác phần còn lại")
    assert "khác phần còn lại" not in texts(draw_intervals(FRAME, chart))
    assert "khác phần còn lại" in texts(draw_intervals(FRAME, replace(chart, rows=(replace(ROW, strong=True),))))


def test_without_an_interval_there_is_a_point_alone():
    svg = draw_intervals(FRAME, IntervalChart((IntervalRow("x", 85.0),)))
    assert not of(svg, "range", "line") and "85,00" in texts(svg)


def test_shares_begin_at_zero_and_no_rows_are_no_error():
    svg = draw_intervals(FRAME, IntervalChart((IntervalRow("x", 60.0, 55.0, 65.0),), unit="%", from_zero=True))
    assert {"0", "20", "80"} <= set(texts(svg))
    assert texts(draw_intervals(FRAME, IntervalChart(()))) == []


def test_where_every_figure_is_hidden_there_is_no_axis():
    hidden = IntervalRow("x", None, note="không hiển thị")
    svg = draw_intervals(FRAME, IntervalChart((hidden, hidden), unit="%", from_zero=True))
    assert set(texts(svg)) == {"x", "không hiển thị"}  # no tick, no unit, and no mark that stands for nothing
    assert "0" in texts(draw_intervals(FRAME, IntervalChart((hidden, IntervalRow("y", 60.0)), unit="%", from_zero=True)))


def test_a_slope_joins_two_years_and_is_solid_only_where_sure():
    rows = tuple(Slope(name, (80.0, None, None), (84.0, None, None), sure) for name, sure in (("a", True), ("b", False), ("c", None)))
    svg = draw_slopes(FRAME, SlopeChart(("2023", "2024"), rows))
    assert len(of(svg, "line", "path")) == 2 and len(of(svg, "faint", "path")) == 1
    (x1, y1), (x2, y2) = ((float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", of(svg, "line", "path")[0]["d"]))
    assert x2 - x1 == NOW - BEFORE and BEFORE <= x1 <= BEFORE + LANE and y2 < y1  # it rises
    assert "a – 84,00, tăng 4,00" in texts(svg)


def test_both_ends_of_a_slope_have_their_interval_beside_that_of_the_next():
    rows = (Slope("a", (80.0, 78.0, 82.0), (84.0, 82.0, 87.0), True), Slope("b", (80.0, 76.0, 84.0), (84.0, None, None), False))
    svg = draw_slopes(FRAME, SlopeChart(("2023", "2024"), rows))
    spans = [[number(one, name) for name in ("x1", "x2", "y1", "y2")] for one in of(svg, "whisker", "line")][:3]  # then the legend's
    (first, _, bottom, top), (last, *_), (second, _, lowest, highest) = spans
    assert last - first == NOW - BEFORE and second == first + STEP  # equal values, so the order is that of the rows
    # From 76 to 87 over the same height: 2 of 11 either side of 80 in a, 4 of 11 in b.
    assert (bottom - top) * 2 == pytest.approx(lowest - highest) and all(one[0] == one[1] for one in spans)
    assert {"80,00 (78,00–82,00)", "a – 84,00 (82,00–87,00), tăng 4,00", "khoảng tin cậy 95 %"} <= set(texts(svg))
    assert "khoảng tin cậy 95 %" not in texts(draw_slopes(FRAME, SlopeChart(("2023", "2024"), (Slope("a", (80.0, None, None), (84.0, None, None)),))))


def test_slopes_say_what_is_more_than_chance():
    said = describe_slopes(SLOPES)
    assert "vượt quá dao động ngẫu nhiên" in said and "chưa đủ căn cứ" in said


def test_levels_fill_the_bar_in_proportion():
    svg = draw_levels(FRAME, LevelChart(LEVELS, (LevelRow("x", (.1, .2, .3, .25, .15), 63.0),)))
    widths = [number(one, "width") for place_ in range(5) for one in of(svg, f"level level-{place_}", "rect") if number(one, "width") > 22]
    assert widths == pytest.approx([(BARS[1] - BARS[0]) * share for share in (.1, .2, .3, .25, .15)], abs=.02)
    assert [text for text in texts(svg) if text.endswith(" %")] == ["10 %", "20 %", "30 %", "25 %", "15 %"]


def test_a_narrow_level_has_no_label_but_is_in_the_words():
    chart = LevelChart(LEVELS, (LevelRow("x", (.01, .02, .47, .25, .25), 74.0, 70.0, 78.0),))
    assert "1 %" not in texts(draw_levels(FRAME, chart))
    assert "Rất không hài lòng 1,0 %, Không hài lòng 2,0 %" in describe_levels(chart) and "điểm trung bình 74,00 (70,00–78,00)" in describe_levels(chart)


def test_levels_differ_in_pattern_or_shade():
    svg = draw_levels(FRAME, LevelChart(LEVELS, (LevelRow("x", (.2,) * 5),)))
    paints = {(one["fill"], one.get("fill-opacity")) for place_ in range(5) for one in of(svg, f"level level-{place_}", "rect")}
    assert len(paints) == 5 and sum(fill.startswith("url(") for fill, _ in paints) == 2


def test_panels_share_one_axis_and_one_reference():
    panels = (Panel("a", ((80.0, 79.0, 81.0),)), Panel("b", ((80.0, 79.0, 81.0),)), Panel("c", note="không hiển thị"))
    svg = draw_multiples(FRAME, MultiplesChart(("1",), panels, ("toàn tỉnh", (80.0,))))
    heights = {number(one, "cy") for one in of(svg, "mark", "circle")[:2]}
    references = re.findall(r"M[\d.]+ ([\d.]+)h", " ".join(one["d"] for one in of(svg, "reference", "path")))
    assert len(heights) == 1 and {float(y) for y in references} == heights and len(references) == 2


def test_an_interval_longer_than_its_panel_ends_in_an_arrow():
    usual = tuple(Panel(str(one), ((80.0, 79.0, 81.0),)) for one in range(6))
    inside = draw_multiples(FRAME, MultiplesChart(("1",), usual))
    wide = draw_multiples(FRAME, MultiplesChart(("1",), (*usual, Panel("rộng", ((80.0, 20.0, 81.0),)))))
    assert not any("l4 -4" in one["d"] for one in of(inside, "range", "path"))
    assert sum("l4 -4" in one["d"] for one in of(wide, "range", "path")) == 1


def test_a_month_outside_its_limits_is_another_mark():
    months = (Month("2025-01", 85.0), Month("2025-02", 70.0, 85.0, 80.0, 90.0, 40, "lower"), Month("2025-03", 86.0, 85.0, 80.0, 90.0), Month("2025-04", None))
    svg = draw_pulse(FRAME, PulseChart(months))
    assert len(of(svg, "signal", "path")) == 2 and "70,00" in texts(svg)  # the legend's, and February's
    assert len(of(svg, "band", "rect")) == 3  # two months with limits, and the legend's
    assert "02/2025: 70,00, giới hạn 80,00–90,00, thấp hơn mức bình thường" in describe_pulse(PulseChart(months)) and "04/2025: không có phiếu" in describe_pulse(PulseChart(months))


def test_where_nothing_happened_a_pulse_is_quiet():
    svg = draw_pulse(FRAME, PulseChart((Month("2025-01", 85.0, 85.0, 80.0, 90.0),)))
    assert not of(svg, "signal", "path") and "khác mức bình thường của điểm này" not in texts(svg)


def test_progress_ends_at_the_sum():
    svg = draw_progress(FRAME, ProgressChart(((date(2025, 9, 1), 100), (date(2025, 9, 11), 300)), 500))
    points = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", of(svg, "line", "path")[0]["d"])]
    # 0 to 500 in at most four steps of a round size: 200, so that the axis ends at 600.
    assert points[-1] == pytest.approx((RIGHT, place(400, 0, 600, FOOT, HEAD)), abs=.01)
    assert points[0] == pytest.approx((LEFT, FOOT)) and "400" in texts(svg) and "mẫu: 500" in texts(svg)


def test_progress_of_nothing_says_so():
    assert "Chưa có phiếu nào" in draw_progress(FRAME, ProgressChart(()))


@pytest.mark.parametrize(("values", "ticks"), [
    ((82, 88), ["82", "84", "86", "88"]), ((0, 100), ["0", "20", "40", "60", "80", "100"]), ((), ["0", "20", "40", "60", "80", "100"]),
    ((.1, .25), ["0,10", "0,15", "0,20", "0,25"]), ((-3.9, 4.1), ["−4", "−2", "0", "2", "4", "6"]), ((85, 85), ["85", "90"]),
])
def test_ticks_are_round_and_hold_every_value(values, ticks):
    axis = Axis.around(values, 0, 100)
    assert [axis.label(tick) for tick in axis.ticks()] == ticks
    assert axis.place(axis.lowest) == 0 and axis.place(axis.highest) == 100


def test_a_small_multiple_without_an_interval_is_a_hollow_point_and_said():
    bare, sure = (85.0, None, None), (86.0, 84.0, 88.0)
    svg = draw_multiples(FRAME, MultiplesChart(("1", "2"), (Panel("xã Lúa", (bare, sure)),)))
    assert len(of(svg, "hollow", "circle")) == 2 and "điểm số chưa có khoảng tin cậy vững" in texts(svg)  # in its panel and in the legend
    assert not of(draw_multiples(FRAME, MultiplesChart(("1", "2"), (Panel("xã Lúa", (sure, sure)),))), "hollow", "circle")


def test_a_row_without_a_figure_has_room_for_its_reason():
    row = replace(ROW, value=None, lo=None, hi=None, note="không hiển thị (để không suy ra được số liệu đã ẩn)")
    svg = draw_intervals(FRAME, IntervalChart((row, row)))
    assert "đã ẩn)" in " ".join(texts(svg)) and overlaps(svg) == []


def test_an_interval_of_too_few_psus_is_dashed_and_said():
    svg = draw_intervals(FRAME, IntervalChart((replace(ROW, note="quá ít thôn", weak=True),), weak="chưa vững"))
    assert len(of(svg, "weak", "line")) == 6 and not of(svg, "range", "line")  # a line and two ends, in the row and in the legend
    assert "chưa vững" in texts(svg) and "chưa vững" not in texts(draw_intervals(FRAME, IntervalChart((ROW,), weak="chưa vững")))


def test_the_legend_names_only_what_is_drawn():
    doubtful = texts(draw_intervals(FRAME, IntervalChart((replace(ROW, note="ít phiếu"),))))
    assert "điểm số, cần thận trọng" in doubtful and "điểm số" not in doubtful
    assert "khoảng tin cậy 95 %" not in texts(draw_intervals(FRAME, IntervalChart((IntervalRow("x", 85.0, 80.0, None),))))


def test_figures_may_stand_on_an_axis_of_other_units():
    # 3.2 of 4 points stands at 80 of 100, 17.6 of 22 too.
    rows = IntervalRow("P1", 3.2, 3.0, 3.4, times=25.0), IntervalRow("PAR", 17.6, 16.5, 18.7, times=100 / 22)
    svg = draw_intervals(FRAME, IntervalChart(rows, axis="% điểm tối đa"))
    first, second = of(svg, "mark", "circle")[:2]
    assert number(first, "cx") == pytest.approx(number(second, "cx"))
    assert {"3,20 (3,00–3,40)", "17,60 (16,50–18,70)", "trục: % điểm tối đa", "80"} <= set(texts(svg))
