"""How answers spread over the levels of a scale, beside the mean score: 84 points are not 84 % satisfied."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.charts.frame import WIDTH, Frame, picture
from survey_app.charts.legend import legend
from survey_app.charts.letters import width_of, wrapped
from survey_app.charts.saying import beyond_chance, change_said, percent, with_interval
from survey_app.charts.svg import LINE, SMALL, changed, element, group, height_of, lines_of, words

LABELS, BARS, SCORES = 8, (284, 604), 618
BAR, PADDING, HEAD = 24, 12, 26
SAMPLE = 22
# From worst to best: how dark, and the pattern that tells levels apart where shades cannot. Text on the dark ones is light.
SHADES = {4: (.82, .55, .2, .42), 5: (.82, .55, .1, .36, .7)}
PATTERNS = {4: ("cross", "stripes", "plain", "plain"), 5: ("cross", "stripes", "plain", "plain", "plain")}
DARK = .5
STROKES = {"cross": "M0 0L6 6M6 0L0 6", "stripes": "M-1 1L1 -1M0 6L6 0M5 7L7 5"}


@dataclass(frozen=True)
class LevelRow:
    """Shares (0..1) of the levels, worst first, and the mean score with its interval; without shares `note` says why. `before`: the score of the wave before;
    `changed`: 1 or -1 where it rose or fell by more than chance since."""

    label: str
    shares: tuple[float, ...] | None
    score: float | None = None
    lo: float | None = None
    hi: float | None = None
    note: str = ""
    before: tuple[float, float | None, float | None] | None = None
    changed: int = 0


@dataclass(frozen=True)
class LevelChart:
    """Rows over the same levels, named worst first (4 or 5 of them); `before`: the words of the wave before."""

    levels: tuple[str, ...]
    rows: tuple[LevelRow, ...]
    unit: str = "điểm"
    before: str | None = None


def draw_levels(frame: Frame, chart: LevelChart) -> str:
    """The chart as SVG: a bar of the whole for each row, with percentages where they have room, and the mean score right of it."""
    key, top = _key(frame, chart)
    drawn = [key]
    for row in chart.rows:
        lines = wrapped(row.label, 14, BARS[0] - 18 - LABELS)
        bottom = top + max(BAR, height_of(lines), height_of(("score", "before")) if row.before else 0) + PADDING
        drawn.append(_row(frame, chart, row, lines, (top + bottom) / 2))
        top = bottom
    marks = [("changed", beyond_chance(chart.before))] if chart.before and any(row.changed for row in chart.rows) else []
    below, height = legend(marks, LABELS, WIDTH, top + 8) if marks else ("", 0)
    return picture(frame, top + height + (12 if marks else 4), describe_levels(chart), _defs(frame, chart), *drawn, below)


def describe_levels(chart: LevelChart) -> str:
    """The chart in words."""
    said = "; ".join(f"{row.label}: {_said(row, chart)}" for row in chart.rows)
    return f"Tỷ lệ người trả lời theo từng mức, kèm điểm trung bình ({chart.unit}). {said}."


def _said(row: LevelRow, chart: LevelChart) -> str:
    if row.shares is None:
        return row.note
    shares = ", ".join(f"{level} {percent(share)}" for level, share in zip(chart.levels, row.shares, strict=True))
    return f"{shares}; điểm trung bình {with_interval(row.score, row.lo, row.hi)}" + (f", {chart.before} {with_interval(*row.before)}{change_said(row.changed)}" if row.before else "")


def _defs(frame: Frame, chart: LevelChart) -> str:
    patterns = (
        element("pattern", element("rect", width=6, height=6, fill="currentColor", fill_opacity=shade / 3),
                element("path", d=STROKES[pattern], stroke="currentColor", stroke_width=1.4), id=f"{frame.name}-{place}", width=6, height=6, patternUnits="userSpaceOnUse")
        for place, (pattern, shade) in enumerate(_paints(chart)) if pattern in STROKES
    )
    return element("defs", *patterns)


def _paints(chart: LevelChart) -> list[tuple[str, float]]:
    return list(zip(PATTERNS[len(chart.levels)], SHADES[len(chart.levels)], strict=True))


def _box(frame: Frame, chart: LevelChart, place: int, x: float, y: float, width: float) -> str:
    pattern, shade = _paints(chart)[place]
    fill = {"fill": f"url(#{frame.name}-{place})"} if pattern in STROKES else {"fill": "currentColor", "fill_opacity": shade}
    return element("rect", class_=f"level level-{place}", x=x, y=y, width=width, height=BAR, stroke="currentColor", stroke_width=.8, **fill)


def _key(frame: Frame, chart: LevelChart) -> tuple[str, float]:
    """The levels with their patterns, in lines that fit, and the heading of the scores; the SVG and where the rows begin."""
    boxes, said, x, y = [], [], float(LABELS), 4.0
    for place, level in enumerate(chart.levels):
        room = SAMPLE + 6 + width_of(level, SMALL)
        if x > LABELS and x + room > WIDTH:
            x, y = float(LABELS), y + 28
        boxes.append(element("g", _box(frame, chart, place, x, y, SAMPLE)))
        said.append(words(level, x + SAMPLE + 6, y + BAR / 2 + SMALL * .36))
        x += room + 18
    told = (f"điểm trung bình ({chart.unit})", *([f"dưới: {chart.before}"] if chart.before else []))
    headings = [words(one, SCORES - 6, y + BAR + 20 + place * SMALL * LINE) for place, one in enumerate(told)]
    return "".join(boxes) + group("muted", [*said, *headings]), y + BAR + HEAD + (len(told) - 1) * SMALL * LINE


def _row(frame: Frame, chart: LevelChart, row: LevelRow, lines: list[str], middle: float) -> str:
    label = group("ink", [lines_of(lines, LABELS, middle)])
    if row.shares is None:
        return label + group("muted", [lines_of(wrapped(row.note, SMALL, WIDTH - BARS[0]), BARS[0], middle, SMALL)])
    spans = list(_spans(row.shares))
    boxes = (_box(frame, chart, place, start, middle - BAR / 2, width) for place, (start, width) in enumerate(spans) if width)
    inside = (_inside(paint, share, start, width, middle) for paint, share, (start, width) in zip(_paints(chart), row.shares, spans, strict=True))
    return label + "".join(boxes) + "".join(inside) + _figures(row, middle)


def _figures(row: LevelRow, middle: float) -> str:
    """The mean score, and below it that of the wave before."""
    up = SMALL * LINE / 2 if row.before else 0
    before = group("muted", [words(with_interval(*row.before), SCORES, middle + SMALL)] if row.before else [])
    mark = changed(SCORES - 7, middle, row.changed > 0) if row.changed else ""
    return mark + group("ink", [words(with_interval(row.score, row.lo, row.hi), SCORES, middle + 14 * LINE / 2 - 4 - up)]) + before


def _inside(paint: tuple[str, float], share: float, start: float, width: float, middle: float) -> str:
    """The percentage in its part of the bar, where it has room; on a pattern it stands on a plate."""
    said = percent(share, 0)
    room = width_of(said, SMALL) + 4
    if width < room:
        return ""
    pattern, shade = paint
    role, fill = ("level-dark", "#fff") if pattern == "plain" and shade > DARK else ("level-light", "currentColor")
    plate = element("rect", class_="plate", x=start + (width - room) / 2, y=middle - 8, width=room, height=16, fill="#fff") if pattern in STROKES else ""
    return plate + element("g", words(said, start + width / 2, middle + SMALL * .36, "middle"), class_=role, fill=fill, font_size=SMALL)


def _spans(shares: tuple[float, ...]) -> Iterator[tuple[float, float]]:
    """Start and width of each level's part of the bar."""
    whole, start = sum(shares) or 1.0, float(BARS[0])
    for share in shares:
        width = (BARS[1] - BARS[0]) * share / whole
        yield start, width
        start += width
