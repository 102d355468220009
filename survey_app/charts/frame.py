"""What stands around every chart: its name for eyes and for screen readers, and for one taken away its title, source and colours."""
from __future__ import annotations

from dataclasses import dataclass
from html import escape

from survey_app.charts.letters import wrapped
from survey_app.charts.svg import LINE, SIZE, SMALL, element, group, height_of, lines_of

WIDTH = 760
MARGIN = 16
INK, PAPER = "#1b1b1b", "#ffffff"
FONTS = "Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"


@dataclass(frozen=True)
class Frame:
    """`name` makes ids unique on a page. `alone`: a file of its own, which says title and source itself and has its own colours."""

    name: str
    title: str
    source: str = ""
    alone: bool = False


def picture(frame: Frame, height: float, description: str, *content: str, width: float = WIDTH) -> str:
    """The whole SVG; `content` lies in `width` x `height`."""
    if frame.alone:
        return _taken_away(frame, height, description, content, width)
    return _root(frame, width, height, description, content, {})


def _root(frame: Frame, width: float, height: float, description: str, content: tuple[str, ...], more: dict) -> str:
    said = element("title", escape(frame.title), id=f"{frame.name}-title") + element("desc", escape(description), id=f"{frame.name}-desc")
    return element(
        "svg", said, *content, xmlns="http://www.w3.org/2000/svg", class_="chart", role="img", aria_labelledby=f"{frame.name}-title {frame.name}-desc",
        width=width, height=round(height), viewBox=f"0 0 {width} {round(height)}", font_size=SIZE, **more,
    )


def _taken_away(frame: Frame, height: float, description: str, content: tuple[str, ...], width: float) -> str:
    room = width - 2 * MARGIN
    title, source = wrapped(frame.title, SIZE, room, bold=True), wrapped(frame.source, SMALL, room, most=8)
    top, foot = MARGIN + height_of(title) + SIZE * LINE / 2, MARGIN + height_of(source, SMALL)
    whole = top + height + foot
    return _root(frame, width, whole, description, (
        element("rect", width=width, height=round(whole), fill=PAPER),
        group("strong", [lines_of(title, MARGIN, MARGIN + height_of(title) / 2)]),
        element("g", *content, transform=f"translate(0 {round(top)})"),
        group("muted", [lines_of(source, MARGIN, top + height + height_of(source, SMALL) / 2, SMALL)]),
    ), {"color": INK, "font_family": FONTS})
