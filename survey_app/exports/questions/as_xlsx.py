"""The tables of questions as an Excel workbook: all of them on one sheet, real numbers as printed."""
from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.exports.questions.document import Questions, printed
from survey_app.exports.questions.wording import column_of, notes, rule_of, title
from survey_app.office.letterhead import Letterhead
from survey_app.office.xlsx_sheet import TWO_DECIMALS, WARNING, WHOLE, finished, fit_height, set_up_page, write_cell, write_line, write_titles

TITLES_AT = 4
COLUMNS = (("Câu hỏi", 24, None), ("Nội dung", 130, None), ("n", 16, WHOLE), ("Tỷ lệ (%) hoặc điểm", 24, TWO_DECIMALS), ("KTC 95%, từ", 20, TWO_DECIMALS), ("đến", 20, TWO_DECIMALS))
LABEL_WIDTH = COLUMNS[1][1]


def write_xlsx(questions: Questions, head: Letterhead) -> bytes:
    """The file; the same figures give the same bytes."""
    workbook = Workbook()
    sheet, heading = workbook.active, title(questions, head.province)
    sheet.title = "Nhận định, mong đợi"
    workbook.properties.title, workbook.properties.creator = heading.replace("\n", " "), head.issuer
    write_line(sheet, 1, heading, len(COLUMNS), size=14, bold=True)
    sheet.row_dimensions[1].height = 40
    write_line(sheet, 2, questions.edition.said, len(COLUMNS), bold=questions.edition.provisional, color=WARNING if questions.edition.provisional else None)
    write_titles(sheet, TITLES_AT, [(None, name) for name, *_ in COLUMNS], [width for _, width, _ in COLUMNS])
    row = _write_tables(sheet, questions, TITLES_AT + 2)
    for number, note in enumerate(notes(questions), row + 1):
        write_line(sheet, number, note, len(COLUMNS), size=11, align="left")
        fit_height(sheet, number, [(note, sum(width for _, width, _ in COLUMNS))])
    set_up_page(sheet, TITLES_AT, TITLES_AT + 1, questions.edition.stamp)
    return finished(workbook, questions.moment)


def _write_tables(sheet: Worksheet, questions: Questions, row: int) -> int:
    """Write every table from a row on; the row after the last."""
    for number, table in enumerate(questions.tables, 1):
        heading = f"{number}. {table.title}{rule_of(table)} – {column_of(table)}"
        write_line(sheet, row, heading, len(COLUMNS), size=11, bold=True, align="left")
        fit_height(sheet, row, [(heading, sum(width for _, width, _ in COLUMNS))])
        for row, line in enumerate(table.lines, row + 1):
            figures = (printed(line.value), printed(line.lo), printed(line.hi))
            values = (line.question, line.label, line.n, *(float(figure) if figure is not None else None for figure in figures))
            for place, (value, (_, _, form)) in enumerate(zip(values, COLUMNS, strict=True), 1):
                write_cell(sheet, row, place, value, form)
            fit_height(sheet, row, [(line.label, LABEL_WIDTH)])
        row += 1
    return row
