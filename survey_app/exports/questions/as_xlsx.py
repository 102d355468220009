"""The tables of questions as an Excel workbook: all of them on one sheet, real numbers as printed, and a sheet for programs."""
from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.exports.questions.as_csv import lines_of
from survey_app.exports.questions.document import Line, Questions, Told, printed
from survey_app.exports.questions.wording import NATIONAL, before_of, column_of, not_compared, notes, rule_of, title
from survey_app.office.letterhead import Letterhead
from survey_app.office.xlsx_sheet import DATA_SHEET, SIGNED, TWO_DECIMALS, WARNING, WHOLE, finished, fit_height, set_up_page, write_cell, write_data, write_line, write_titles

TITLES_AT = 4
WORDS, LABEL_WIDTH = 24, {False: 130, True: 90}  # millimetres; narrower where the wave before stands beside
FIGURES = (("n", 16, WHOLE), ("Tỷ lệ (%) hoặc điểm", 22, TWO_DECIMALS), ("KTC 95%, từ", 18, TWO_DECIMALS), ("đến", 18, TWO_DECIMALS))
COUNTRY = (f"{NATIONAL} (%)", 22, TWO_DECIMALS)
CHANGE = (("Chênh lệch (điểm)", 22, SIGNED), ("p (Holm)", 18, "0.000"))


def write_xlsx(questions: Questions, head: Letterhead) -> bytes:
    """The file; the same figures give the same bytes."""
    workbook = Workbook()
    sheet, heading, (titles, widths, _) = workbook.active, title(questions, head.province), _columns(questions)
    sheet.title = "Nhận định, mong đợi"
    workbook.properties.title, workbook.properties.creator = heading.replace("\n", " "), head.issuer
    write_line(sheet, 1, heading.upper(), len(titles), size=14, bold=True)
    sheet.row_dimensions[1].height = 40
    write_line(sheet, 2, questions.edition.said, len(titles), bold=bool(questions.edition.stamp), color=WARNING if questions.edition.stamp else None)
    write_line(sheet, 3, f"{questions.period}.", len(titles))
    write_titles(sheet, TITLES_AT, titles, widths)
    if questions.before:
        fit_height(sheet, TITLES_AT + 1, [(name, width) for (_, name), width in zip(titles[2:], widths[2:], strict=True)])
    row = _write_tables(sheet, questions, TITLES_AT + 2)
    for number, note in enumerate(notes(questions), row + 1):
        _write_words(sheet, number, note, widths)
    set_up_page(sheet, TITLES_AT, TITLES_AT + 1, questions.edition.stamp)
    write_data(workbook.create_sheet(DATA_SHEET), lines_of(questions))
    return finished(workbook, questions.moment)


def _columns(questions: Questions) -> tuple[list[tuple[str | None, str]], list[float], list[str | None]]:
    """Headings (grouped where there are two years), widths in millimetres, number formats."""
    before = before_of(questions)
    year = f"Năm {questions.year}" if before else None
    columns = [((None, "Câu hỏi"), WORDS, None), ((None, "Nội dung"), LABEL_WIDTH[before is not None], None), *(((year, name), *more) for name, *more in FIGURES)]
    if before:
        columns += [*(((before, name), *more) for name, *more in FIGURES), *(((None, name), *more) for name, *more in CHANGE)]
    if questions.national_sources:
        columns.append(((None, COUNTRY[0]), *COUNTRY[1:]))
    return tuple(map(list, zip(*columns, strict=True)))


def _write_tables(sheet: Worksheet, questions: Questions, row: int) -> int:
    """Write every table from a row on; the row after the last."""
    _, widths, formats = _columns(questions)
    for number, table in enumerate(questions.tables, 1):
        _write_words(sheet, row, f"{number}. {table.title}{rule_of(table)} – {column_of(table)}", widths, bold=True)
        for row, line in enumerate(table.lines, row + 1):
            for place, (value, form) in enumerate(zip(_values(line, questions), formats, strict=True), 1):
                write_cell(sheet, row, place, value, form)
            fit_height(sheet, row, [(line.label, widths[1])])
        for row, said in enumerate(not_compared(table, questions), row + 1):
            _write_words(sheet, row, said, widths)
        row += 1
    return row


def _values(line: Line, questions: Questions) -> list[object]:
    values = [line.question, line.label, *_figures(line.now)]
    if questions.before:
        values += [*_figures(line.before), None if line.change is None else float(line.change), line.p_holm]
    return [*values, line.national] if questions.national_sources else values


def _figures(told: Told) -> list[float | None]:
    return [told.n, *(float(figure) if figure is not None else None for figure in map(printed, (told.value, told.lo, told.hi)))]


def _write_words(sheet: Worksheet, row: int, words: str, widths: list[float], bold: bool = False) -> None:
    """A line of words over the whole width, as high as it needs."""
    write_line(sheet, row, words, len(widths), size=11, bold=bold, align="left")
    fit_height(sheet, row, [(words, sum(widths))])
