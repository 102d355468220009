"""What is drawn with a pen in mind: boxes to tick, lines to write on, and how a tick looks."""
from __future__ import annotations

from survey_app.printing.document import INK, LEADING, MUTED, A4Document

TITLE, HEAD, BODY, SMALL = 15, 12.5, 11.5, 11  # points; nothing on the form is smaller than the last
BOX = 6.2  # millimetres: room for a tick by an unsteady hand
DROP = 0.17  # what brings the small print of a code onto the line of the text beside it
WRITING = 8.5  # height of a line to write on


def box(document: A4Document, left: float, top: float, number: str = "") -> None:
    """An empty box with its number inside, pale enough for a tick over it."""
    document.set_draw_color(27)
    document.set_line_width(0.35)
    document.rect(left, top, BOX, BOX)
    if number:
        document.colour(MUTED)
        document.put(number, left, top + (BOX - LEADING * SMALL) / 2, BOX, SMALL, align="C")
        document.colour(INK)


def tick(document: A4Document, left: float, top: float) -> None:
    """A tick as a pen makes it, over a box."""
    document.set_draw_color(27)
    document.set_line_width(0.7)
    document.polyline([(left + 1, top + BOX * 0.5), (left + BOX * 0.42, top + BOX * 0.85), (left + BOX + 0.6, top - 0.6)])


def cross(document: A4Document, left: float, top: float) -> None:
    """A cross over a box."""
    document.set_draw_color(27)
    document.set_line_width(0.7)
    document.line(left + 0.8, top + 0.8, left + BOX - 0.8, top + BOX - 0.8)
    document.line(left + 0.8, top + BOX - 0.8, left + BOX - 0.8, top + 0.8)


def blacken(document: A4Document, left: float, top: float) -> None:
    """A box taken back: filled."""
    document.set_fill_color(60)
    document.rect(left, top, BOX, BOX, style="F")


def dots(document: A4Document, left: float, baseline: float, right: float) -> None:
    """A dotted line to write on."""
    document.set_draw_color(90)
    document.set_line_width(0.3)
    document.set_dash_pattern(dash=0.3, gap=1.2)
    document.line(left, baseline, right, baseline)
    document.set_dash_pattern()


def rule(document: A4Document, top: float, left: float, right: float, grey: int = 190, width: float = 0.2) -> None:
    """A line across."""
    document.set_draw_color(grey)
    document.set_line_width(width)
    document.line(left, top, right, top)
