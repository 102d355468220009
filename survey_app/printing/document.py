"""An A4 document in Vietnamese with the vendored fonts: measuring text and putting it in place (millimetres, points)."""
from __future__ import annotations

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from survey_app.colour import parts_of

FONTS = Path(__file__).resolve().parent.parent / "fonts"
INK, MUTED = "#1b1b1b", "#4a4a4a"
# Line height in mm a point of size: 1.3, room for stacked Vietnamese marks.
LEADING = 0.46


class A4Document(FPDF):
    """Pages without margins of their own: everything is put where it is told."""

    def __init__(self, title: str):
        super().__init__(format="A4")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_font("Noto", "", FONTS / "NotoSans-Regular.ttf")
        self.add_font("Noto", "B", FONTS / "NotoSans-Bold.ttf")
        self.set_lang("vi")
        self.set_title(title)
        self.colour(INK)

    def colour(self, text: str) -> None:
        """The colour of the text that follows."""
        self.set_text_color(*parts_of(text))

    def height_of(self, text: str, width: float, size: float, style: str = "") -> float:
        """The height of `text` broken into lines of `width`."""
        self.set_font("Noto", style, size)
        return self.multi_cell(width, LEADING * size, text, dry_run=True, output=MethodReturnValue.HEIGHT, align="L")

    def put(self, text: str, left: float, top: float, width: float, size: float, *, style: str = "", align: str = "L") -> float:
        """Set `text` in lines of `width` from the top downwards; returns where the next line would begin."""
        self.set_font("Noto", style, size)
        self.set_xy(left, top)
        self.multi_cell(width, LEADING * size, text, align=align)
        return self.get_y()

    def lift_pages(self) -> list[bytes]:
        """Take the pages drawn so far out of the document, to be drawn again any number of times by `lay_down`."""
        drawn = [bytes(self.pages[number].contents) for number in sorted(self.pages)]
        self.pages.clear()
        self.page = 0
        return drawn

    def lay_down(self, drawn: bytes) -> None:
        """Begin a page with what was drawn before; what follows must use every font that it uses."""
        self.add_page()
        self.pages[self.page].contents.extend(b"q\n" + drawn + b"Q\n")
