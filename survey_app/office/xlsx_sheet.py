"""Excel workbooks for people: grouped headings that stay, real numbers, a sheet that prints on A4."""
from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.office.same_bytes import same_bytes

FONT = "Times New Roman"
TWO_DECIMALS, WHOLE, SIGNED, CHANCE = "0.00", "#,##0", "+0.00;-0.00;0.00", "0.0000"
RULE = Border(*(Side(style="thin", color="FF7F7F7F"),) * 4)
WARNING = "FFA00000"
DATA_SHEET = "Dữ liệu"
WIDEST = 60  # signs of a column in the sheet for programs
FIGURES = re.compile(r"(score|points|share|rank|rank_change|change|national|lo|hi|n)(_[0-9]{4}|_previous)?|max_points|national_share|p_holm|run|release|corrected_by")
MM_A_UNIT = 2.0  # a unit of column width is about a digit of 11 points
LINE = 15.5  # points a line of 11 points takes, with room for marks above and below


def write_line(sheet: Worksheet, row: int, text: str, columns: int, *, size: int = 12, bold: bool = False, color: str | None = None, align: str = "center") -> None:
    """A line of text over all columns."""
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = Font(FONT, size, bold=bold, color=color), Alignment(align, "center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def write_titles(sheet: Worksheet, row: int, titles: Sequence[tuple[str | None, str]], widths: Sequence[float]) -> None:
    """Two lines of headings from `row` on: groups above, titles below; a title without a group reaches over both."""
    for place, ((group, title), width) in enumerate(zip(titles, widths, strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width / MM_A_UNIT
        for line, text in ((row, group or title), (row + 1, title if group else None)):
            cell = sheet.cell(line, place, text)
            cell.font, cell.border, cell.alignment = Font(FONT, 11, bold=True), RULE, Alignment("center", "center", wrap_text=True)
    start = 1
    for place in range(1, len(titles) + 1):
        group = titles[place - 1][0]
        if group is None:
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=place, end_column=place)
            start = place + 1
        elif place == len(titles) or titles[place][0] != group:
            sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=place)
            start = place + 1


def write_cell(sheet: Worksheet, row: int, column: int, value: object, form: str | None = None, *, bold: bool = False, italic: bool = False) -> None:
    """A ruled cell: numbers with their format, words wrapped. Words are never read as a formula."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.border = Font(FONT, 11, bold=bold, italic=italic), RULE
    cell.alignment = Alignment(None if form else "left", "center", wrap_text=form is None)
    if form:
        cell.number_format = form


def write_data(sheet: Worksheet, lines: Iterable[Sequence[object]]) -> None:
    """A sheet for programs: a header and rows as the CSV file has them. Columns of FIGURES are numbers, shown with the decimals that were
    printed; all others are text, for a code may look like a number."""
    header, *rows = lines
    for place, heading in enumerate(header, 1):
        _write_word(sheet, 1, place, heading)
        column = [row[place - 1] for row in rows]
        longest = max(len(text if isinstance(text, str) else f"{text:.6g}") for text in (heading, *(value for value in column if value is not None)))
        sheet.column_dimensions[get_column_letter(place)].width = min(longest, WIDEST) + 2
        for number, value in enumerate(column, 2):
            if value is not None:
                (_write_number if FIGURES.fullmatch(heading) else _write_word)(sheet, number, place, value)
    sheet.freeze_panes, sheet.print_title_rows = "B2", "1:1"
    fit_width(sheet)


def _write_word(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column, str(value))
    cell.data_type, cell.number_format = "s", "@"


def _write_number(sheet: Worksheet, row: int, column: int, value: str | float) -> None:
    """A figure given as printed keeps its zeros in the format of its cell; any other shows what it holds."""
    cell = sheet.cell(row, column, float(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        decimals = len(value.partition(".")[2])
        cell.number_format = f"0.{'0' * decimals}" if decimals else "0"


def fit_height(sheet: Worksheet, row: int, texts: Sequence[tuple[str, float]], line: float = LINE) -> None:
    """Make a row as high as the longest of its texts needs, each given with its width in millimetres: not every program does it by itself."""
    sheet.row_dimensions[row].height = line * max(ceil(len(text) * 0.85 / (width / MM_A_UNIT)) for text, width in texts)


def fit_width(sheet: Worksheet) -> None:
    """A4 lying, all columns on one page, as many pages as the rows need."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def set_up_page(sheet: Worksheet, titles_at: int, last_title: int, stamp: str | None) -> None:
    """Headings frozen and repeated, all columns on one page, page numbers and `stamp` on every page."""
    sheet.freeze_panes = f"C{last_title + 1}"
    sheet.print_title_rows = f"{titles_at}:{last_title}"
    fit_width(sheet)
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.oddHeader.center.text = stamp
    for side, millimetres in (("left", 20), ("right", 15), ("top", 20), ("bottom", 20)):
        setattr(sheet.page_margins, side, millimetres / 25.4)


def finished(workbook: Workbook, moment: datetime) -> bytes:
    """The file; the same workbook and moment give the same bytes."""
    out = io.BytesIO()
    workbook.save(out)
    return same_bytes(out.getvalue(), moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
