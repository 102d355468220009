"""The official table as a Word document in the form of Annex I."""
from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Pt

from survey_app.answered import period
from survey_app.exports.official_table.asking import Asked
from survey_app.exports.official_table.columns import Heading, cell, headings
from survey_app.exports.official_table.layout import notes, title
from survey_app.office.docx_page import CENTER, LEFT, RIGHT, finished, new_document, say, width_of, write_notes
from survey_app.office.docx_paper import write_closing, write_opening
from survey_app.office.docx_table import add_table, write
from survey_app.office.letterhead import Letterhead

# Only the household survey's table is the one that the Ministry's plan annexes, as its first.
ANNEXED_AS = {"household": "I"}
BOLD_LEVELS = ("overall", "index", "field")
ALIGNED = {"label": LEFT, "code": LEFT, "change": LEFT, "rank_words": LEFT, "score": RIGHT, "previous": RIGHT, "national": RIGHT}
# Narrow tables fit an upright page; every further column needs the long side.
MOST_UPRIGHT = 5


def write_docx(asked: Asked, head: Letterhead) -> bytes:
    """The file; the same table gives the same bytes."""
    shown = headings(asked.document)
    landscape = len(shown) > MOST_UPRIGHT
    said, warning = title(asked.document, head.province), asked.document["warning"]
    document = new_document(said.replace("\n", " "), head.issuer, landscape, asked.edition.stamp)
    write_opening(document, head, said, landscape, ANNEXED_AS.get(asked.document["kind"], ""), [f"({warning.upper()})"] if warning else [])
    last = say(document.add_paragraph(), f"({period(asked.document)}. {asked.edition.said})", italic=True)
    last.paragraph_format.space_after = Pt(6)
    _write_table(document, asked, shown, width_of(landscape))
    write_notes(document, notes(asked.document, asked.digest))
    write_closing(document, head, landscape)
    return finished(document, asked.moment)


def _write_table(document: DocumentObject, asked: Asked, shown: tuple[Heading, ...], width: int) -> None:
    rest = width - sum(heading.width for heading in shown)
    rows = asked.document["rows"]
    table = add_table(document, [(heading.group, heading.title) for heading in shown], [heading.width or rest for heading in shown], len(rows))
    for row, line in zip(rows, list(table.rows)[-len(rows):], strict=True):
        strong, slanted = row["level"] in BOLD_LEVELS, row["level"] == "component"
        for heading, place in zip(shown, line.cells, strict=True):
            write(place, cell(row, heading.shows), bold=strong, italic=slanted, align=ALIGNED.get(heading.shows, CENTER))
