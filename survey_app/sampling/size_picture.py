"""The sample size as a picture (SVG): the answers needed against the margin of error, a curve for each design effect."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from math import ceil, floor, log10

from survey_app.sampling.size import Wish, answers_needed

WIDTH, HEIGHT = 720, 460
LEFT, RIGHT, TOP, BOTTOM = 84, 132, 56, 68
DEFFS = (1.0, 1.5, 2.0, 3.0)
POINTS = 60
INK, PAPER, GRID = "#1b1b1b", "#ffffff", "#d9d9d9"
# After Okabe and Ito, told apart by the colour-blind too; curves are labelled, so colour is not the only sign.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#a23b72", "#7f5f00")


@dataclass(frozen=True)
class _Scale:
    """Both axes, from 0 or the smallest margin to a round number."""

    margins: tuple[float, float]
    most: float

    def x(self, margin: float) -> float:
        first, last = self.margins
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (margin - first) / (last - first), 1)

    def y(self, answers: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * answers / self.most, 1)


def draw_picture(wish: Wish) -> str:
    """The picture of a wish: its own point marked with its numbers, its curve among those of common design effects."""
    deffs = sorted({*DEFFS, wish.deff})
    margins = (wish.margin / 2, wish.margin * 2)
    highest = answers_needed(replace(wish, margin=margins[0], deff=min(max(deffs), 2 * wish.deff)))
    scale = _Scale(margins, _round_up(highest))
    parts = [*_axes(scale, wish), *_curves(scale, wish, deffs), *_point(scale, wish)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="14" fill="{INK}" role="img">'
    title = "Cỡ mẫu cần có theo biên độ sai số"
    return "\n".join([head, f"<title>{title}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>', _text(LEFT, 28, title, size=18), *parts, "</svg>\n"])


def _axes(scale: _Scale, wish: Wish) -> Iterator[str]:
    left, right, floor_y = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    for answers in _ticks(0, scale.most):
        yield f'<line x1="{left}" x2="{right}" y1="{scale.y(answers)}" y2="{scale.y(answers)}" stroke="{GRID}"/>'
        yield _text(left - 8, scale.y(answers) + 5, _thousands(answers), anchor="end")
    for margin in _ticks(*scale.margins):
        yield f'<line x1="{scale.x(margin)}" x2="{scale.x(margin)}" y1="{TOP}" y2="{floor_y}" stroke="{GRID}"/>'
        yield _text(scale.x(margin), floor_y + 20, _decimal(margin), anchor="middle")
    yield f'<path d="M{left} {TOP}V{floor_y}H{right}" fill="none" stroke="{INK}"/>'
    yield _text((left + right) / 2, HEIGHT - 18, f"Biên độ sai số (± điểm, độ tin cậy {_decimal(100 * wish.level)}%)", anchor="middle")
    middle = (TOP + floor_y) / 2
    yield f'<g transform="rotate(-90 22 {middle})">{_text(22, middle, "Số phiếu trả lời cần có (n)", anchor="middle")}</g>'


def _curves(scale: _Scale, wish: Wish, deffs: list[float]) -> Iterator[str]:
    first, last = scale.margins
    yield f'<clipPath id="field"><rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"/></clipPath>'
    lowest = HEIGHT
    for place, deff in enumerate(deffs):
        margins = [first + (last - first) * step / POINTS for step in range(POINTS + 1)]
        line = " ".join(f"{scale.x(margin)},{scale.y(answers_needed(replace(wish, margin=margin, deff=deff)))}" for margin in margins)
        width, colour = (3 if deff == wish.deff else 1.5), COLOURS[place % len(COLOURS)]
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width}" clip-path="url(#field)"/>'
        lowest = min(scale.y(answers_needed(replace(wish, margin=last, deff=deff))) + 5, lowest - 17)  # labels keep their distance
        yield _text(WIDTH - RIGHT + 8, lowest, f"deff = {_decimal(deff)}", colour=colour)


def _point(scale: _Scale, wish: Wish) -> Iterator[str]:
    answers = answers_needed(wish)
    x, y = scale.x(wish.margin), scale.y(answers)
    yield f'<path d="M{x} {HEIGHT - BOTTOM}V{y}H{LEFT}" fill="none" stroke="{INK}" stroke-dasharray="4 4"/>'
    yield f'<circle cx="{x}" cy="{y}" r="6" fill="{PAPER}" stroke="{INK}" stroke-width="3"/>'
    yield _text(x + 12, y - 10, f"± {_decimal(wish.margin)} điểm: n = {_thousands(ceil(round(answers, 9)))}", weight="bold", halo=True)


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 14, weight: str = "normal", colour: str = INK, halo: bool = False) -> str:
    around = f' stroke="{PAPER}" stroke-width="5" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{colour}"{around}>{escape(words)}</text>'


def _step(span: float) -> float:
    """A round distance that divides a span into about five."""
    power = 10 ** floor(log10(span / 5))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= 6)


def _ticks(first: float, last: float) -> list[float]:
    step = _step(last - first)
    return [number * step for number in range(ceil(round(first / step, 9)), floor(round(last / step, 9)) + 1)]


def _round_up(value: float) -> float:
    return _step(value) * ceil(value / _step(value))


def _decimal(value: float) -> str:
    return f"{value:.4g}".replace(".", ",")


def _thousands(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")
