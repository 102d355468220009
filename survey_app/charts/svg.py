"""SVG elements as text: escaped, numbers short, presentation attributes and classes only, as the pages' policy demands."""
from __future__ import annotations

from collections.abc import Iterable
from html import escape

SIZE = 14
SMALL = 12
LINE = 1.3  # height of a line over the font size: stacked diacritics need room

# What is painted how where no style sheet says otherwise.
PAINT = {
    "ink": {"fill": "currentColor"},
    "strong": {"fill": "currentColor", "font-weight": "700"},
    "muted": {"fill": "currentColor", "fill-opacity": ".8", "font-size": SMALL},
    "grid": {"stroke": "currentColor", "stroke-opacity": ".2", "fill": "none"},
    "axis": {"stroke": "currentColor", "stroke-opacity": ".65", "fill": "none"},
    "reference": {"stroke": "currentColor", "stroke-opacity": ".8", "stroke-dasharray": "5 4", "fill": "none"},
    "range": {"stroke": "currentColor", "stroke-width": 2, "fill": "none"},
    "weak": {"stroke": "currentColor", "stroke-width": 1.4, "stroke-dasharray": "3 4", "fill": "none"},
    "whisker": {"stroke": "currentColor", "stroke-opacity": ".75", "stroke-width": 1.2, "fill": "none"},
    "earlier": {"stroke": "currentColor", "stroke-opacity": ".75", "stroke-width": 2, "fill": "none"},
    "lane": {"fill": "currentColor", "fill-opacity": ".06"},
    "band": {"fill": "currentColor", "fill-opacity": ".12"},
    "mark": {"fill": "currentColor", "stroke": "none"},
    "hollow": {"fill": "#fff", "stroke": "currentColor", "stroke-width": 2},
    "outside": {"fill": "none", "stroke": "currentColor", "stroke-width": 1.6},
    "line": {"fill": "none", "stroke": "currentColor", "stroke-width": 2},
    "faint": {"fill": "none", "stroke": "currentColor", "stroke-width": 1.5, "stroke-opacity": ".55", "stroke-dasharray": "3 3"},
    "leader": {"fill": "none", "stroke": "currentColor", "stroke-opacity": ".45"},
    "signal": {"fill": "currentColor", "stroke": "currentColor"},
}


def short(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def element(name: str, *content: str, **attributes) -> str:
    """One element; `content` is SVG already. `class_` is written class, other underscores are hyphens; None leaves an attribute out."""
    said = "".join(f' {_named(key)}="{_written(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{said}>{''.join(content)}</{name}>" if content else f"<{name}{said}/>"


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: object) -> str:
    return short(value) if isinstance(value, float | int) else escape(str(value))


def group(role: str, content: Iterable[str], **attributes) -> str:
    """Elements painted alike; nothing where there are none."""
    content = list(content)
    return element("g", *content, class_=role, **_paint(role), **attributes) if content else ""


def _paint(role: str) -> dict:
    return {key.replace("-", "_"): value for key, value in PAINT[role].items()}


def words(text: str, x: float, y: float, anchor: str | None = None) -> str:
    """One line of text with its base line at y; anchor: start (default), middle or end."""
    return element("text", escape(text), x=x, y=y, text_anchor=anchor)


def lines_of(lines: Iterable[str], x: float, middle: float, size: float = SIZE, anchor: str | None = None) -> str:
    """Lines of text one below the other, centred on `middle`."""
    lines = list(lines)
    first = middle - len(lines) * size * LINE / 2 + size
    return "".join(words(line, x, first + place * size * LINE, anchor) for place, line in enumerate(lines))


def height_of(lines: Iterable[str], size: float = SIZE) -> float:
    """Room that lines take one below the other."""
    return len(list(lines)) * size * LINE


def segment(x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2)


def dot(x: float, y: float, r: float = 4.5) -> str:
    """A point."""
    return element("circle", cx=x, cy=y, r=r)


def diamond(x: float, y: float, r: float = 6.5) -> str:
    """The mark of a figure from outside."""
    return element("path", d=f"M{short(x - r)} {short(y)}L{short(x)} {short(y - r)}L{short(x + r)} {short(y)}L{short(x)} {short(y + r)}Z")


def earlier(x: float, lo: float | None, hi: float | None, y: float) -> str:
    """The mark of the same figure in the wave before: a stroke across a thin line that is its interval."""
    span = [segment(lo, y, hi, y)] if lo is not None and hi is not None else []
    return group("whisker", span) + group("earlier", [segment(x, y - 5, x, y + 5)])


def triangle(x: float, y: float, up: bool, r: float = 7) -> str:
    """The mark of a signal."""
    tip, foot = (y - r, y + r * .7) if up else (y + r, y - r * .7)
    return element("path", d=f"M{short(float(x - r))} {short(float(foot))}L{short(float(x + r))} {short(float(foot))}L{short(float(x))} {short(float(tip))}Z")


def changed(x: float, y: float, up: bool) -> str:
    """The mark beside a figure that rose, or fell, by more than chance since the wave before."""
    return group("signal", [triangle(x, y, up, 4)])


def path_through(points: Iterable[tuple[float, float] | None]) -> str:
    """The d of a line through points, interrupted where one is None."""
    steps, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        steps.append(f"{pen}{short(float(point[0]))} {short(float(point[1]))}")
        pen = "L"
    return "".join(steps)
