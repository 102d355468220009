"""A ruled table in a Word document: grouped headings repeated on every page, rows that are not torn apart."""
from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocumentObject
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from survey_app.office.docx_page import CENTER, say

MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.CENTER
Group = tuple[str | None, str]
CELL = 11


def add_table(document: DocumentObject, titles: Sequence[Group], widths: Sequence[float], rows: int) -> Table:
    """A table with its headings filled in and `rows` empty rows below; titles as (group, title), widths in millimetres.

    Neighbours of one group stand beneath its name; a title without a group reaches over both lines.
    """
    grouped = any(group for group, _ in titles)
    table = document.add_table(rows + (2 if grouped else 1), len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    lines = list(table.rows)
    for line in lines:
        _mark(line, "w:cantSplit")
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Mm(width)
    for line in lines[:2 if grouped else 1]:
        _mark(line, "w:tblHeader")
    _fill_titles(table, titles, grouped)
    for line in lines[:2 if grouped else 1]:
        for paragraph in (paragraph for cell in line.cells for paragraph in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = True
    return table


def _fill_titles(table: Table, titles: Sequence[Group], grouped: bool) -> None:
    top, bottom = table.rows[0].cells, table.rows[1 if grouped else 0].cells
    for place, (group, title) in enumerate(titles):
        if group is None:
            write(top[place].merge(bottom[place]) if grouped else top[place], title, bold=True, align=CENTER)
            continue
        write(bottom[place], title, bold=True, align=CENTER)
        if place == 0 or titles[place - 1][0] != group:
            last = max(number for number, (other, _) in enumerate(titles) if other == group)
            write(top[place].merge(top[last]), group, bold=True, align=CENTER)


def write(cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, size: int = CELL, align=CENTER) -> None:
    """Text in a cell, in the middle of its height; every line of it a paragraph."""
    cell.vertical_alignment = MIDDLE
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        say(paragraph, line, bold=bold, italic=italic, size=size, align=align)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)


def _mark(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
