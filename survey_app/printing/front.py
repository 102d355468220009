"""The head of the first page: whose form it is, what it is for, how to tick, who is asked."""
from __future__ import annotations

from forms import Instrument
from survey_app.printing.document import LEADING, A4Document
from survey_app.printing.flow import LEFT, RIGHT, WIDTH, Block
from survey_app.printing.marks import BODY, BOX, HEAD, SMALL, TITLE, blacken, box, cross, rule, tick
from survey_app.sampling.respondents import KISH_TABLES, RULES

NOTE = (
    "Ông/Bà trả lời tự nguyện, câu nào cũng có thể bỏ qua. Phiếu không hỏi họ tên, số điện thoại, số giấy tờ; xin đừng ghi những điều đó. "
    "Ý kiến được giữ kín và chỉ dùng để tổng hợp. Số phiếu dùng để theo dõi phiếu phát ra, thu về, không ghi cùng tên người trả lời."
)
HOW = "Cách trả lời: đánh dấu vào ô ứng với ý kiến của Ông/Bà. Mỗi câu một ô, trừ câu có ghi khác. Nếu đánh nhầm: tô kín ô sai rồi đánh dấu ô đúng."
DATE = "Ngày trả lời:"
WHOM = "Người trả lời: "
ADULTS = "Số người từ đủ 18 tuổi trong hộ"
ASKED = "Hỏi người có số thứ tự"
KISH = "kish"
KISH_TOP, KISH_ROW, KISH_LABEL, KISH_CELL = 1, 7, 68, 15


def blocks_of(document: A4Document, instrument: Instrument, rule_name: str | None, kish_at: list[float]) -> list[Block]:
    """The head from top to bottom, on the first page; notes in `kish_at` where the Kish table goes, if the rule needs one."""
    blocks = [
        _words(document, instrument.title.vi.upper(), TITLE, "B", "C", below=3),
        _words(document, NOTE, BODY, below=2),
        _words(document, HOW, BODY, "B", below=1),
        Block(BOX + 4, lambda top: _examples(document, top), holds=True),
    ]
    if rule_name:
        blocks.append(_words(document, WHOM + RULES[rule_name].vi, BODY, below=1.5))
    if rule_name == KISH:
        blocks.append(Block(2 * KISH_ROW + 2 * KISH_TOP, kish_at.append, holds=True))
    blocks.append(Block(BOX + 5, lambda top: _date(document, top)))
    return blocks


def organisation(document: A4Document, province: str) -> None:
    """Upper left: the province and the Department, as letters have it, without the motto that letters bear."""
    width = 90
    below = document.put(f"ỦY BAN NHÂN DÂN {province.upper()}", LEFT, 10, width, SMALL, align="C")
    below = document.put("SỞ NỘI VỤ", LEFT, below, width, SMALL, style="B", align="C")
    rule(document, below + 0.8, LEFT + 33, LEFT + width - 33, 27, 0.4)


def draw_kish(document: A4Document, top: float, table: str | None) -> None:
    """Who is asked in households of one to six or more adults, by the table of this form (None: cells to fill in)."""
    numbers = KISH_TABLES[table] if table else ("",) * 6
    sizes = [str(size) for size in range(1, len(numbers))] + [f"từ {len(numbers)}"]
    document.set_draw_color(27)
    document.set_line_width(0.25)
    for line, (label, cells) in enumerate(((ADULTS, sizes), (f"{ASKED} (bảng {table})" if table else ASKED, [str(number) for number in numbers]))):
        at = top + KISH_TOP + line * KISH_ROW
        document.rect(LEFT, at, KISH_LABEL, KISH_ROW)
        document.put(label, LEFT + 1.5, at + 1, KISH_LABEL, SMALL)
        for place, cell in enumerate(cells):
            document.rect(LEFT + KISH_LABEL + place * KISH_CELL, at, KISH_CELL, KISH_ROW)
            document.put(cell, LEFT + KISH_LABEL + place * KISH_CELL, at + 1, KISH_CELL, SMALL, style="B" if line else "", align="C")


def _words(document: A4Document, text: str, size: float, style: str = "", align: str = "L", *, below: float) -> Block:
    height = document.height_of(text, WIDTH, size, style) + below
    return Block(height, lambda top: document.put(text, LEFT, top, WIDTH, size, style=style, align=align), holds=True)


def _examples(document: A4Document, top: float) -> None:
    """A tick, a cross, one taken back; and what a clerk cannot read."""
    at, middle = LEFT + 2, top + (BOX - LEADING * SMALL) / 2 + 1
    top += 1
    box(document, at, top, "4")
    tick(document, at, top)
    document.put("hoặc", at + BOX + 3, middle, 12, SMALL)
    box(document, at + BOX + 16, top, "4")
    cross(document, at + BOX + 16, top)
    document.put("đúng", at + 2 * BOX + 19, middle, 14, SMALL, style="B")
    at += 56
    for place, number in enumerate("345"):
        box(document, at + place * (BOX + 2), top, number)
    blacken(document, at + BOX + 2, top)
    tick(document, at + 2 * (BOX + 2), top)
    document.put("đã sửa từ 4 thành 5", at + 3 * (BOX + 2) + 2, middle, 42, SMALL, style="B")
    at += 76
    for place, number in enumerate("34"):
        box(document, at + place * (BOX + 2), top, number)
        tick(document, at + place * (BOX + 2), top)
    document.put("không hợp lệ", at + 2 * (BOX + 2) + 2, middle, 30, SMALL, style="B")


def _date(document: A4Document, top: float) -> None:
    document.put(DATE, LEFT, top + 2, 40, BODY, style="B")
    at = LEFT + 32
    for place, sign in enumerate("dd/mm/yyyy"):
        if sign == "/":
            document.put("/", at, top + 2.2, 4, HEAD, align="C")
            at += 4
        else:
            box(document, at, top + 2)
            at += BOX
    document.put("(ngày / tháng / năm)", at + 3, top + 2, RIGHT - at, SMALL)
