"""Letters with the link of one household or one leader: two on an A4 sheet, to be cut apart."""
from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from survey_app.codes import show_code
from survey_app.desks.qr import as_png
from survey_app.links.finding import path_of
from survey_app.printing.document import INK, MUTED, A4Document
from survey_app.printing.marks import BODY, SMALL, TITLE, rule

# Millimetres. A symbol of 60 mm, its white border included, is read at arm's length.
PAGE_WIDTH, HALF, LEFT, WIDTH = 210, 148.5, 20, 170
SYMBOL, SYMBOL_TOP = 60, 40
WORDS_TOP, WORDS_WIDTH = 43, WIDTH - SYMBOL - 5
CODE_TOP, FOOT_TOP = 104, 128
INVITATIONS = {
    "household": "Hộ của Ông/Bà được chọn ngẫu nhiên để cho ý kiến về sự phục vụ của cơ quan hành chính nhà nước. Mời một người trong hộ trả lời phiếu khảo sát, khoảng 20 phút.",
    "leaders": "Mời Ông/Bà trả lời phiếu khảo sát về kết quả cải cách hành chính, khoảng 5 phút.",
}
# By the rule of the sample, as one who follows it alone is told; Kish's needs a person who asks, so a letter leaves it out.
WHOM = {
    "next-birthday": "Người trả lời là người từ đủ 18 tuổi trong hộ có sinh nhật sắp tới gần nhất.",
    "last-birthday": "Người trả lời là người từ đủ 18 tuổi trong hộ có sinh nhật vừa qua gần nhất.",
}
STEPS = "Mở máy ảnh hoặc Zalo trên điện thoại, quét mã vuông bên cạnh. Câu nào cũng có thể bỏ qua. Có thể nghỉ rồi trả lời tiếp trên cùng máy. Bấm Gửi phiếu khi xong."
PROMISE = "Tự nguyện. Không hỏi tên, không hỏi số điện thoại. Không công bố câu trả lời của riêng ai."
OWN = "Mã này của riêng Ông/Bà và gửi được một phiếu: xin đừng đưa cho người khác."


@dataclass(frozen=True)
class Letter:
    """What one letter says: the form's serial, where it is to be delivered, the link's token."""

    serial: str
    place: str
    token: str


@dataclass(frozen=True)
class Occasion:
    """What all letters of a wave say: the address of this installation, its province, the wave, who is asked."""

    public_url: str
    province: str
    title: str
    kind: str
    closes_on: date | None
    whom: str | None = None


def print_letters(occasion: Occasion, letters: Sequence[Letter]) -> bytes:
    """A PDF with the letters in the given order; raises ValueError when there is none."""
    if not letters:
        raise ValueError("expected at least one letter")
    document = A4Document(f"Thư mời: {occasion.title}")
    for number, letter in enumerate(letters):
        if number % 2 == 0:
            document.add_page()
        _draw(document, occasion, letter, HALF * (number % 2))
        if number % 2 == 0:
            rule(document, HALF, 0, PAGE_WIDTH)
    return bytes(document.output())


def _draw(document: A4Document, occasion: Occasion, letter: Letter, top: float) -> None:
    _draw_head(document, occasion, letter, top)
    _draw_symbol(document, occasion.public_url + path_of(letter.token), top + SYMBOL_TOP)
    _draw_words(document, occasion, top + WORDS_TOP)
    _draw_code(document, occasion, letter, top + CODE_TOP)
    _draw_foot(document, letter, top + FOOT_TOP)


def _draw_head(document: A4Document, occasion: Occasion, letter: Letter, top: float) -> None:
    document.colour(INK)
    document.put(f"ỦY BAN NHÂN DÂN {_nfc(occasion.province).upper()}", LEFT, top + 11, WIDTH, SMALL)
    document.put("SỞ NỘI VỤ", LEFT, top + 16.5, WIDTH, SMALL, style="B")
    document.put(f"Phiếu số {letter.serial}", LEFT, top + 11, WIDTH, SMALL, style="B", align="R")
    document.put("Thư mời cho ý kiến", LEFT, top + 25, WIDTH, TITLE, style="B")
    document.put(_nfc(occasion.title), LEFT, top + 33, WIDTH, BODY)


def _draw_symbol(document: A4Document, address: str, top: float) -> None:
    """A picture of dots, not of outlines: these take three times as long to draw, and there are hundreds of letters."""
    document.image(BytesIO(as_png(address)), x=LEFT + WIDTH - SYMBOL, y=top, w=SYMBOL, alt_text="Mã QR mở phiếu khảo sát")


def _draw_words(document: A4Document, occasion: Occasion, top: float) -> None:
    whom = f" {occasion.whom}" if occasion.whom else ""
    last = f"Hạn gửi: hết ngày {occasion.closes_on:%d/%m/%Y}." if occasion.closes_on else ""
    for words in (f"Kính gửi Ông/Bà. {INVITATIONS[occasion.kind]}{whom}", STEPS, last):
        top = document.put(words, LEFT, top, WORDS_WIDTH, SMALL) + 2 if words else top


def _draw_code(document: A4Document, occasion: Occasion, letter: Letter, top: float) -> None:
    site = occasion.public_url.split("://")[-1]
    document.put(f"Hoặc vào {site}/l/ rồi nhập mã:", LEFT, top, WIDTH, SMALL)
    document.put(show_code(letter.token), LEFT, top + 6, WIDTH, TITLE, style="B")
    document.put(OWN, LEFT, top + 14.5, WIDTH, SMALL)


def _draw_foot(document: A4Document, letter: Letter, top: float) -> None:
    document.put(PROMISE, LEFT, top, WIDTH, SMALL)
    document.colour(MUTED)
    document.put(f"Nơi nhận: {_nfc(letter.place)}", LEFT, top + 6, WIDTH, SMALL)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
