"""The A4 poster of a desk: what it is for, a large QR code, the address in print, three steps."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from qrcode.image.svg import SvgPathImage

from survey_app.codes import show_code
from survey_app.colour import ink_on, parts_of
from survey_app.desks.desk_codes import path_of
from survey_app.desks.qr import QUIET_ZONE, symbol_of
from survey_app.printing.document import INK, MUTED, A4Document

# Millimetres on A4. A QR code is read from about ten times its width: 150 mm for 1.5 m.
PAGE_WIDTH, MARGIN = 210, 15
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
SYMBOL = 150
BAND_HEIGHT = 38
NAME_TOP, NAME_HEIGHT = 40, 19
# No web address of ours fits into less than 29 modules, so the white border is at most 150·4/29 = 20.7 mm wide:
# from 59.3 to 250.7 mm, between the desk's name and the address.
SYMBOL_TOP = 80
ADDRESS_TOP = 251
STEPS_TOP = 263.5
FOOT_TOP = 279

HEADING = "Mời Ông/Bà đánh giá việc phục vụ tại đây"
PURPOSE = "Ý kiến của Ông/Bà giúp cơ quan nhà nước biết cần làm tốt hơn điều gì."
STEPS = (
    "Mở máy ảnh hoặc Zalo, quét mã vuông",
    "Trả lời; câu nào cũng có thể bỏ qua",
    "Bấm Gửi: xong trong khoảng 2 phút",
)
PROMISE = "Tự nguyện. Không hỏi tên, không hỏi số điện thoại."
HELP = "Cần giúp hoặc muốn dùng phiếu giấy: xin hỏi cán bộ tại quầy."


@dataclass(frozen=True)
class Look:
    """What is the same on every poster of an installation: its address, province and accent colour (#rrggbb)."""

    public_url: str
    province: str
    accent: str


class Poster(A4Document):
    """A page of posters: texts as large as their boxes let them be."""

    def place(self, text: str, box: tuple[float, float, float, float], *, size: float, style: str = "", align: str = "C") -> None:
        """Set `text` in a box (left, top, width, height; mm), middle of its height, as large as fits up to `size` points."""
        left, top, width, height = box
        while (used := self.height_of(text, width, size, style)) > height and size > 6:
            size -= 0.5
        self.put(text, left, top + max(0, (height - used) / 2), width, size, style=style, align=align)


def print_posters(desks: Iterable[tuple[str, str]], look: Look) -> bytes:
    """A PDF with a page for each desk, given as (name, code); raises ValueError when there is none."""
    desks = [(unicodedata.normalize("NFC", name), code) for name, code in desks]
    if not desks:
        raise ValueError("a poster needs at least one desk with an active code")
    document = Poster(f"Áp phích khảo sát: {desks[0][0]}" if len(desks) == 1 else f"Áp phích khảo sát của {len(desks)} điểm")
    for name, code in desks:
        document.add_page()
        _draw_band(document, look)
        document.colour(INK)
        document.place(name, (MARGIN, NAME_TOP, TEXT_WIDTH, NAME_HEIGHT), size=20, style="B")
        _draw_symbol(document, look.public_url + path_of(code))
        _draw_address(document, look, code)
        _draw_steps(document, look)
        _draw_foot(document)
    return bytes(document.output())


def _draw_band(document: Poster, look: Look) -> None:
    document.set_fill_color(*parts_of(look.accent))
    document.rect(0, 0, PAGE_WIDTH, BAND_HEIGHT, style="F")
    document.colour(ink_on(look.accent))
    province = unicodedata.normalize("NFC", look.province)
    document.place(province[:1].upper() + province[1:], (MARGIN, 4, TEXT_WIDTH, 7), size=13)
    document.place(HEADING, (MARGIN, 11, TEXT_WIDTH, 14), size=25, style="B")
    document.place(PURPOSE, (MARGIN, 26, TEXT_WIDTH, 8), size=13.5)


def _draw_symbol(document: Poster, address: str) -> None:
    symbol = symbol_of(address)
    quiet = SYMBOL * QUIET_ZONE / symbol.modules_count
    document.image(
        BytesIO(symbol.make_image(image_factory=SvgPathImage).to_string()), x=(PAGE_WIDTH - SYMBOL) / 2 - quiet, y=SYMBOL_TOP - quiet, w=SYMBOL + 2 * quiet,
        alt_text=f"Mã QR dẫn tới {address}",
    )


def _draw_address(document: Poster, look: Look, code: str) -> None:
    typed = look.public_url.split("://")[-1] + path_of(show_code(code))
    document.colour(INK)
    document.place(f"Hoặc gõ: {typed}", (MARGIN, ADDRESS_TOP, TEXT_WIDTH, 10), size=20, style="B")


def _draw_steps(document: Poster, look: Look) -> None:
    width, badge = TEXT_WIDTH / len(STEPS), 9
    for number, step in enumerate(STEPS):
        left = MARGIN + number * width
        document.set_fill_color(*parts_of(look.accent))
        document.ellipse(left, STEPS_TOP + 1.5, badge, badge, style="F")
        document.colour(ink_on(look.accent))
        document.place(str(number + 1), (left, STEPS_TOP + 1.5, badge, badge), size=14, style="B")
        document.colour(INK)
        document.place(step, (left + badge + 2, STEPS_TOP, width - badge - 5, 13), size=14, align="L")


def _draw_foot(document: Poster) -> None:
    document.colour(INK)
    document.place(PROMISE, (MARGIN, FOOT_TOP, TEXT_WIDTH, 5.5), size=11.5, style="B")
    document.colour(MUTED)
    document.place(HELP, (MARGIN, FOOT_TOP + 5.5, TEXT_WIDTH, 5.5), size=11.5)
