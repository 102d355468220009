"""The tables of questions as a Word document: one small table after another, upright A4."""
from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Pt

from survey_app.exports.questions.columns import cells, columns
from survey_app.exports.questions.document import Questions, QuestionTable
from survey_app.exports.questions.wording import not_compared, notes, rule_of, title
from survey_app.office.docx_page import CENTER, LEFT, RIGHT, finished, new_document, say, width_of, write_notes
from survey_app.office.docx_paper import write_closing, write_opening
from survey_app.office.docx_table import add_table, write
from survey_app.office.letterhead import Letterhead

ALIGNED = {0: CENTER, 1: LEFT}  # by place; figures stand to the right
KEPT = 2  # rows that stay with their heading; a longer table may go on to the next page, its column titles repeated


def write_docx(questions: Questions, head: Letterhead) -> bytes:
    """The file; the same figures give the same bytes."""
    heading = title(questions, head.province)
    document = new_document(heading.replace("\n", " "), head.issuer, False, questions.edition.stamp)
    write_opening(document, head, heading, False)
    say(document.add_paragraph(), f"({questions.period}. {questions.edition.said})", italic=True)
    for number, table in enumerate(questions.tables, 1):
        _write_table(document, number, table, questions)
    write_notes(document, notes(questions))
    write_closing(document, head, False)
    return finished(document, questions.moment)


def _write_table(document: DocumentObject, number: int, table: QuestionTable, questions: Questions) -> None:
    heading = say(document.add_paragraph(), f"{number}. {table.title}{rule_of(table)}", bold=True, align=LEFT)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after, heading.paragraph_format.keep_with_next = Pt(10), Pt(3), True
    shown = list(columns(table, questions))
    rest = width_of(False) - sum(width for *_, width in shown)
    ruled = add_table(document, [(group, name) for group, name, _ in shown], [width or rest for *_, width in shown], len(table.lines))
    for place, (row, line) in enumerate(zip(list(ruled.rows)[-len(table.lines):], table.lines, strict=True), 1):
        for column, (cell, text) in enumerate(zip(row.cells, cells(place, line, table, questions), strict=True)):
            write(cell, text, align=ALIGNED.get(column, RIGHT))
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = place < min(KEPT, len(table.lines))
    for said in not_compared(table, questions):
        say(document.add_paragraph(), said, italic=True, size=11, align=LEFT)
