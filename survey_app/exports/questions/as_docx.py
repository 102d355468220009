"""The tables of questions as a Word document: one small table after another, upright A4."""
from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from survey_app.exports.questions.document import Line, Questions, QuestionTable, Told
from survey_app.exports.questions.wording import NATIONAL, before_of, column_of, not_compared, notes, rule_of, title
from survey_app.numbers import NOTHING, vietnamese, with_sign
from survey_app.office.docx_page import CENTER, LEFT, RIGHT, finished, new_document, say, width_of, write_heading
from survey_app.office.docx_table import add_table, write
from survey_app.office.edition import whole
from survey_app.office.letterhead import Letterhead

WIDTHS = {"place": 10, "n": 14, "figure": 19, "interval": 30}  # millimetres; the words take the rest
WIDTHS_BEFORE = {"before": 32, "change": 18}
WIDTH_NATIONAL = {"national": 18}
POINTS = {True: "điểm %", False: "điểm"}  # of shares, of scores


def write_docx(questions: Questions, head: Letterhead) -> bytes:
    """The file; the same figures give the same bytes."""
    heading = title(questions, head.province)
    document = new_document(heading.replace("\n", " "), head.issuer, False, questions.edition.stamp)
    write_heading(document, head, False)
    for number, line in enumerate(heading.split("\n")):
        say(document.add_paragraph(), line, bold=True, size=14).paragraph_format.space_before = Pt(0 if number else 10)
    say(document.add_paragraph(), f"({questions.edition.said})", italic=True)
    for number, table in enumerate(questions.tables, 1):
        _write_table(document, number, table, questions)
    for number, note in enumerate(notes(questions)):
        say(document.add_paragraph(), f"- {note}", size=11, align=LEFT).paragraph_format.space_before = Pt(2 if number else 10)
    return finished(document, questions.moment)


def _write_table(document: DocumentObject, number: int, table: QuestionTable, questions: Questions) -> None:
    heading = say(document.add_paragraph(), f"{number}. {table.title}{rule_of(table)}", bold=True, align=LEFT)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after, heading.paragraph_format.keep_with_next = Pt(10), Pt(3), True
    titles, widths = _columns(table, questions)
    ruled = add_table(document, titles, widths, len(table.lines))
    for place, (row, line) in enumerate(zip(list(ruled.rows)[-len(table.lines):], table.lines, strict=True), 1):
        for cell, (text, align) in zip(row.cells, _cells(place, line, table, questions), strict=True):
            write(cell, text, align=align)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = place < len(table.lines)
    for said in not_compared(table, questions):
        say(document.add_paragraph(), said, italic=True, size=11, align=LEFT)


def _columns(table: QuestionTable, questions: Questions) -> tuple[list[tuple[str | None, str]], list[float]]:
    """Headings, grouped where there are two years, and widths."""
    before, widths = before_of(questions), WIDTHS | (WIDTHS_BEFORE if questions.before else {}) | (WIDTH_NATIONAL if table.has_national else {})
    year = f"Năm {questions.year}" if before else None
    titles = [(None, "TT"), (None, "Nội dung"), (year, "n"), (year, column_of(table)), (year, "Khoảng tin cậy 95%")]
    if before:
        titles += [(before, f"{column_of(table)} và khoảng tin cậy"), (None, f"Chênh lệch ({POINTS[table.choose is not None]})")]
    if table.has_national:
        titles.append((None, f"{NATIONAL} (%)"))
    first, *others = widths.values()
    return titles, [first, width_of(False) - sum(widths.values()), *others]


def _cells(place: int, line: Line, table: QuestionTable, questions: Questions) -> list[tuple[str, WD_ALIGN_PARAGRAPH]]:
    cells = [(str(place), CENTER), (line.label, LEFT), (whole(line.now.n), RIGHT), (_figure(line.now), RIGHT), (_interval(line.now), CENTER)]
    if questions.before:
        interval = "" if line.before.lo is None else f"\n({_interval(line.before, '–')})"
        cells += [(_figure(line.before) + interval, CENTER), (with_sign(line.change), RIGHT)]
    return [*cells, (vietnamese(line.national), RIGHT)] if table.has_national else cells


def _figure(told: Told) -> str:
    return vietnamese(told.value) + ("*" if told.flag else "")


def _interval(told: Told, dash: str = " – ") -> str:
    return NOTHING if told.lo is None else f"{vietnamese(told.lo)}{dash}{vietnamese(told.hi)}"
