"""The official table as an Excel workbook: the table with real numbers as printed, a sheet that explains it, and one for programs."""
from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from survey_app.answered import period
from survey_app.chance import MARK
from survey_app.exports.official_table.as_csv import lines_of
from survey_app.exports.official_table.asking import Asked
from survey_app.exports.official_table.columns import headings
from survey_app.exports.official_table.layout import notes, title
from survey_app.office.letterhead import Letterhead
from survey_app.office.xlsx_sheet import CHANCE, DATA_SHEET, FONT, MM_A_UNIT, SIGNED, TWO_DECIMALS, WARNING, WHOLE, finished, fit_height, fit_width, set_up_page, write_cell, write_data, write_line, write_titles

TITLES_AT = 5
LABEL_WIDTH, NOTE_WIDTH = 110, 180
# Columns of the printed table that hold several figures are columns of their own here: title, what it shows, width in mm, number format.
PARTS = {
    "interval": (("KTC 95%, từ", "lo_printed", 16, TWO_DECIMALS), ("đến", "hi_printed", 16, TWO_DECIMALS)),
    "change": (("Điểm", "change", 16, SIGNED), ("Chỉ số", "change_words", 34, None), ("Thứ hạng", "rank_words", 26, None), ("p (Holm)", "p_holm", 16, CHANCE)),
    "rank_words": (),  # beside the change
    "score": (("{title}", "printed", 18, TWO_DECIMALS), ("n", "n", 14, WHOLE)),
    "previous": (("{title}", "previous_printed", 18, TWO_DECIMALS),),
    "national": (("{title}", "national_printed", 18, TWO_DECIMALS),),
    "rank": (("{title}", "rank", 16, WHOLE),),
    "previous_rank": (("{title}", "previous_rank", 16, WHOLE),),
    "code": (("{title}", "code", 16, None),),
    "label": (("{title}", "label", LABEL_WIDTH, None),),
    "most": (("{title}", "most", 16, "General"),),
}


def write_xlsx(asked: Asked, head: Letterhead) -> bytes:
    """The file; the same table gives the same bytes."""
    workbook = Workbook()
    table, explained = workbook.active, workbook.create_sheet("Ghi chú")
    table.title = "Bảng chính thức"
    workbook.properties.title, workbook.properties.creator = title(asked.document, head.province).replace("\n", " "), head.issuer
    _write_table(table, asked, head)
    _explain(explained, asked)
    write_data(workbook.create_sheet(DATA_SHEET), lines_of(asked))
    return finished(workbook, asked.moment)


def _write_table(sheet: Worksheet, asked: Asked, head: Letterhead) -> None:
    columns = [(heading.group or (heading.title if len(PARTS[heading.shows]) > 1 else None), text.format(title=heading.title), key, width, form)
               for heading in headings(asked.document) for text, key, width, form in PARTS[heading.shows]]
    write_line(sheet, 1, f"{head.superior} – {head.issuer}".upper(), len(columns))
    write_line(sheet, 2, title(asked.document, head.province).upper(), len(columns), size=14, bold=True)
    warning = (asked.document["warning"] or "").upper()
    grave = WARNING if warning or asked.edition.stamp else None
    write_line(sheet, 3, ". ".join(filter(None, (warning, period(asked.document), asked.edition.said))), len(columns), bold=bool(grave), color=grave)
    sheet.row_dimensions[2].height = 40
    write_titles(sheet, TITLES_AT, [(group, text) for group, text, *_ in columns], [width for *_, width, _ in columns])
    for number, row in enumerate(asked.document["rows"], TITLES_AT + 2):
        for place, (_, _, key, _, form) in enumerate(columns, 1):
            write_cell(sheet, number, place, _value(row, key, form), form, bold=row["level"] in ("overall", "index", "field"), italic=row["level"] == "component")
        fit_height(sheet, number, [(row["label"], LABEL_WIDTH * (0.85 if row["label"].isupper() else 1))])
    sheet.row_dimensions[TITLES_AT + 1].height = 30
    set_up_page(sheet, TITLES_AT, TITLES_AT + 1, asked.edition.stamp)


def _value(row: dict, key: str, form: str | None) -> object:
    """A figure as a number, exactly as printed, so that what a reader computes from the cells closes; words of a change with its mark."""
    value = row.get(key)
    if key == "change_words" and row.get("beyond_chance"):
        return f"{value}\u00a0{MARK}"
    return float(value) if form in (TWO_DECIMALS, SIGNED) and value is not None else value


def _explain(sheet: Worksheet, asked: Asked) -> None:
    sheet.column_dimensions["A"].width = NOTE_WIDTH / MM_A_UNIT
    for number, note in enumerate((asked.edition.said, *notes(asked.document, asked.digest)), 1):
        cell = sheet.cell(number, 1, note)
        cell.data_type, cell.font, cell.alignment = "s", Font(FONT, 11, bold=number == 1), Alignment(wrap_text=True, vertical="top")
        fit_height(sheet, number, [(note, NOTE_WIDTH)])
    fit_width(sheet)
