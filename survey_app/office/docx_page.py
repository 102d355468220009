"""Word documents in the form of Decree 30/2020: A4, Times New Roman, its margins, page numbers."""
from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from survey_app.office.same_bytes import same_bytes

FONT = "Times New Roman"
TEXT = 13
# Annex I of Decree 30/2020/NĐ-CP: top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm.
MARGINS = {"top": 25, "bottom": 20, "left": 30, "right": 15}
SHORT, LONG = 210, 297
WARNING = RGBColor(0xA0, 0x00, 0x00)
TOGETHER = 3  # notes at the end
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def new_document(title: str, issuer: str, landscape: bool, stamp: str | None) -> DocumentObject:
    """An empty document; `stamp` is said at the top of every page. Page numbers stand there too, from the second page on."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    document.core_properties.title, document.core_properties.author = title, issuer
    document.core_properties.language = "vi-VN"
    section = document.sections[0]
    _shape(section, landscape)
    section.different_first_page_header_footer = True
    _stamp(section.first_page_header.paragraphs[0], stamp)
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    _field(number, "PAGE")
    if stamp:
        _stamp(section.header.add_paragraph(), stamp)
    return document


def _shape(section: Section, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if landscape else (Mm(SHORT), Mm(LONG))
    for side, size in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = section.footer_distance = Mm(8)


def width_of(landscape: bool) -> int:
    """Millimetres between the margins."""
    return (LONG if landscape else SHORT) - MARGINS["left"] - MARGINS["right"]


def _stamp(paragraph: Paragraph, stamp: str | None) -> None:
    paragraph.alignment = CENTER
    if stamp:
        run = paragraph.add_run(stamp)
        run.bold, run.font.color.rgb = True, WARNING


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in, such as PAGE."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def say(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: int = TEXT, align: WD_ALIGN_PARAGRAPH = CENTER) -> Paragraph:
    """Text in a paragraph."""
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
    return paragraph


def write_notes(document: DocumentObject, notes: Sequence[str]) -> None:
    """Notes beneath a table; the last ones stay together, so that none stands alone on a page."""
    first = say(document.add_paragraph(), "Ghi chú:", bold=True, italic=True, size=12, align=LEFT)
    first.paragraph_format.space_before, first.paragraph_format.keep_with_next = Pt(8), True
    for number, note in enumerate(notes, 1):
        line = say(document.add_paragraph(), f"- {note}", size=11, align=LEFT).paragraph_format
        line.space_before, line.keep_together, line.keep_with_next = Pt(2), True, len(notes) - TOGETHER < number < len(notes)


def underlined(paragraph: Paragraph, width: float, length: int) -> None:
    """A line `length` mm long beneath a centred paragraph: the paragraph after it, nearly without height, with a border above."""
    line = paragraph._parent.add_paragraph()
    side = (width - 4 - length) / 2
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(max(side, 0))
    line.paragraph_format.line_spacing, line.paragraph_format.space_before = Pt(6), Pt(1)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().append(borders)


def finished(document: DocumentObject, moment: datetime) -> bytes:
    """The file; the same document and moment give the same bytes."""
    out = io.BytesIO()
    document.save(out)
    return same_bytes(out.getvalue(), moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
