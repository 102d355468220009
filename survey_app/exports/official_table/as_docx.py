"""The official table as a Word document in the form of Annex I."""
from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Pt

from survey_app.exports.official_table.asking import Asked
from survey_app.exports.official_table.layout import Heading, cell, headings, notes, period, title
from survey_app.office.docx_page import CENTER, LEFT, RIGHT, finished, new_document, say, width_of, write_heading
from survey_app.office.docx_table import add_table, write
from survey_app.office.letterhead import Letterhead

# Only the household survey's table is the one that the Ministry's plan annexes.
OFFICIAL_FORM = {"household": ("Phụ lục I",)}
BOLD_LEVELS = ("overall", "index", "field")
ALIGNED = {"label": LEFT, "code": LEFT, "change": LEFT, "score": RIGHT, "previous": RIGHT, "national": RIGHT}
# Narrow tables fit an upright page; every further column needs the long side.
MOST_UPRIGHT = 5


def write_docx(asked: Asked, head: Letterhead) -> bytes:
    """The file; the same table gives the same bytes."""
    shown = headings(asked.document)
    landscape = len(shown) > MOST_UPRIGHT
    document = new_document(title(asked, head.province).replace("\n", " "), head.issuer, landscape, asked.edition.stamp)
    write_heading(document, head, landscape)
    _write_title(document, asked, head)
    _write_table(document, asked, shown, width_of(landscape))
    _write_notes(document, asked)
    return finished(document, asked.moment)


def _write_title(document: DocumentObject, asked: Asked, head: Letterhead) -> None:
    lines = [*OFFICIAL_FORM.get(asked.document["kind"], ()), *title(asked, head.province).split("\n")]
    if asked.document["warning"]:
        lines.append(f"({asked.document['warning'].upper()})")
    for place, line in enumerate(lines):
        paragraph = say(document.add_paragraph(), line, bold=True, size=14)
        paragraph.paragraph_format.space_before = Pt(0 if place else 10)
    last = say(document.add_paragraph(), f"({period(asked.document)}. {asked.edition.said})", italic=True)
    last.paragraph_format.space_after = Pt(8)


def _write_table(document: DocumentObject, asked: Asked, shown: tuple[Heading, ...], width: int) -> None:
    rest = width - sum(heading.width for heading in shown)
    rows = asked.document["rows"]
    table = add_table(document, [(heading.group, heading.title) for heading in shown], [heading.width or rest for heading in shown], len(rows))
    for row, line in zip(rows, list(table.rows)[-len(rows):], strict=True):
        strong, slanted = row["level"] in BOLD_LEVELS, row["level"] == "component"
        for heading, place in zip(shown, line.cells, strict=True):
            write(place, cell(row, heading.shows), bold=strong, italic=slanted, align=ALIGNED.get(heading.shows, CENTER))


def _write_notes(document: DocumentObject, asked: Asked) -> None:
    first = say(document.add_paragraph(), "Ghi chú:", bold=True, italic=True, size=12, align=LEFT)
    first.paragraph_format.space_before, first.paragraph_format.keep_with_next = Pt(8), True
    for note in notes(asked):
        say(document.add_paragraph(), f"- {note}", size=11, align=LEFT).paragraph_format.space_before = Pt(2)
