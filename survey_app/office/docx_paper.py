"""How a paper of the office begins and ends, as an annex of another paper or as a report that is signed itself (Decree 30/2020/NĐ-CP, Annex I)."""
from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocumentObject
from docx.shared import Mm, Pt

from survey_app.office.docx_page import CENTER, LEFT, say, underlined, width_of
from survey_app.office.letterhead import ANNEX, COUNCIL, MOTTO, NATION, Letterhead

TITLE, SMALL = 14, 11
BLANK = "\u00a0" * 5  # written in by hand or by the clerk's office


def write_opening(document: DocumentObject, head: Letterhead, title: str, landscape: bool, number: str = "", beneath: Sequence[str] = ()) -> None:
    """All above the tables. `title`: two lines as in a sentence; `number`: that of the annex in Roman numerals where there are several; `beneath`: warnings."""
    if head.paper == ANNEX:
        lines = [f"Phụ lục {number}".strip(), *title.upper().split("\n")]
    else:
        _write_heading(document, head, landscape)
        lines = ["BÁO CÁO", *title.split("\n")]
    for place, line in enumerate([*lines, *beneath]):
        say(document.add_paragraph(), line, bold=True, size=TITLE).paragraph_format.space_before = Pt(0 if place or head.paper == ANNEX else 10)
    if head.paper == ANNEX:
        say(document.add_paragraph(), f"(Kèm theo Báo cáo số {BLANK}/{head.symbol} ngày {BLANK} tháng {BLANK} năm {BLANK} của {head.issuer} {head.province})", italic=True)
    else:
        underlined(document.paragraphs[-1], width_of(landscape), 60)


def write_closing(document: DocumentObject, head: Letterhead, landscape: bool) -> None:
    """Who gets the paper and who signs it; an annex has neither."""
    if head.paper == ANNEX:
        return
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = _halves(document, 1, landscape)
    receivers, signer = table.rows[0].cells
    say(receivers.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, align=LEFT)
    for line in (f"- {head.superior};", "- ……………;", "- Lưu: VT."):
        say(receivers.add_paragraph(), line, size=SMALL, align=LEFT)
    say(signer.paragraphs[0], "GIÁM ĐỐC", bold=True, size=TITLE)
    say(signer.add_paragraph(), "(chữ ký, dấu; họ và tên)", italic=True, size=SMALL).paragraph_format.space_after = Pt(54)
    for cell in (receivers, signer):
        cell.paragraphs[0].paragraph_format.space_before = Pt(14)
    for paragraph in (*receivers.paragraphs, *signer.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _write_heading(document: DocumentObject, head: Letterhead, landscape: bool) -> None:
    """The bodies on the left, the nation and its motto on the right, number and date left open for the signing."""
    left, right = (share * width_of(landscape) for share in (0.4, 0.6))
    bodies, nation, number, place = (cell for row in _halves(document, 2, landscape).rows for cell in row.cells)
    say(bodies.paragraphs[0], COUNCIL.upper(), size=12)
    say(bodies.add_paragraph(), head.province.upper(), size=12)
    underlined(say(bodies.add_paragraph(), head.issuer.upper(), bold=True, size=12), left, 25)
    say(nation.paragraphs[0], NATION, bold=True, size=12)
    underlined(say(nation.add_paragraph(), MOTTO, bold=True), right, 55)
    say(number.paragraphs[0], f"Số: {BLANK}/{head.symbol}")
    say(place.paragraphs[0], f"{head.place}, ngày {BLANK} tháng {BLANK} năm {BLANK}", italic=True)


def _halves(document: DocumentObject, rows: int, landscape: bool):
    """A table without rules: two fifths on the left, three on the right."""
    table = document.add_table(rows, 2)
    table.autofit = False
    for column, share in zip(table.columns, (0.4, 0.6), strict=True):
        column.width = Mm(share * width_of(landscape))
        for cell in column.cells:
            cell.width = Mm(share * width_of(landscape))
            cell.paragraphs[0].alignment = CENTER
    return table
