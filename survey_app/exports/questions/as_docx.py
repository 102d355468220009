"""The tables of questions as a Word document: one small table after another, upright A4."""
from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Pt

from survey_app.exports.questions.document import Line, Questions, QuestionTable
from survey_app.exports.questions.wording import column_of, notes, rule_of, title
from survey_app.numbers import NOTHING, vietnamese
from survey_app.office.docx_page import CENTER, LEFT, RIGHT, finished, new_document, say, width_of, write_heading
from survey_app.office.docx_table import add_table, write
from survey_app.office.edition import whole
from survey_app.office.letterhead import Letterhead

WIDTHS = (12, 20, 26, 34)  # TT, n, figure, interval; the words take the rest


def write_docx(questions: Questions, head: Letterhead) -> bytes:
    """The file; the same figures give the same bytes."""
    heading = title(questions, head.province)
    document = new_document(heading.replace("\n", " "), head.issuer, False, questions.edition.stamp)
    write_heading(document, head, False)
    for number, line in enumerate(heading.split("\n")):
        say(document.add_paragraph(), line, bold=True, size=14).paragraph_format.space_before = Pt(0 if number else 10)
    say(document.add_paragraph(), f"({questions.edition.said})", italic=True)
    for number, table in enumerate(questions.tables, 1):
        _write_table(document, number, table)
    for number, note in enumerate(notes(questions)):
        say(document.add_paragraph(), f"- {note}", size=11, align=LEFT).paragraph_format.space_before = Pt(2 if number else 10)
    return finished(document, questions.moment)


def _write_table(document: DocumentObject, number: int, table: QuestionTable) -> None:
    heading = say(document.add_paragraph(), f"{number}. {table.title}{rule_of(table)}", bold=True, align=LEFT)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after, heading.paragraph_format.keep_with_next = Pt(10), Pt(3), True
    first, people, figure, interval = WIDTHS
    widths = (first, width_of(False) - sum(WIDTHS), people, figure, interval)
    titles = [(None, words) for words in ("TT", "Nội dung", "n", column_of(table), "Khoảng tin cậy 95%")]
    ruled = add_table(document, titles, widths, len(table.lines))
    for place, (row, line) in enumerate(zip(list(ruled.rows)[1:], table.lines, strict=True), 1):
        for cell, text, align in zip(row.cells, _cells(place, line), (CENTER, LEFT, RIGHT, RIGHT, CENTER), strict=True):
            write(cell, text, align=align)
            cell.paragraphs[0].paragraph_format.keep_with_next = place < len(table.lines)


def _cells(place: int, line: Line) -> tuple[str, ...]:
    interval = NOTHING if line.lo is None else f"{vietnamese(line.lo)} – {vietnamese(line.hi)}"
    return str(place), line.label, whole(line.n), vietnamese(line.value) + ("*" if line.flag else ""), interval
