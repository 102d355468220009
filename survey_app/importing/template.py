"""The workbook in which forms are keyed elsewhere: generated from the instrument, checked inside Excel, read back as it is."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection, select

from survey_app.fielded import FieldedWave
from survey_app.importing.columns import ORIGIN_COLUMN
from survey_app.importing.tables import MAX_ROWS
from survey_app.importing.template_columns import CHOICE, DAYS, FREE, LIST, ORIGIN, TemplateColumn, template_columns
from survey_app.importing.workbook import FORMS_SHEET
from survey_app.models import Case, Psu, ServicePoint, wave_desk

GUIDE, CODES = "Hướng dẫn", "Danh mục"
ORIGIN_SHEETS = {"serial": ("Số phiếu", ("Số phiếu", "Thôn, tổ dân phố", "Hộ số")), "desk": ("Điểm", ("Số của điểm", "Tên điểm"))}
LAST = MAX_ROWS + 1
# Excel shows no more of a hint, and refuses a file with a longer one.
LONGEST_HINT, LONGEST_TITLE = 255, 32
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
HEADS = (PatternFill("solid", fgColor="E8E4DA"), PatternFill("solid", fgColor="D5E3EC"))
RED = DifferentialStyle(font=Font(color="9C0006", bold=True), fill=PatternFill("solid", bgColor="FFC7CE"))
WIDTHS = {ORIGIN: 12, DAYS: 13, LIST: 8, CHOICE: 12, FREE: 24}
NOTES = (
    "Mỗi phiếu một dòng, bắt đầu từ dòng 2 của trang “{sheet}”. Không sửa dòng 1, không đổi tên trang.",
    "Nhập mã ở cột “Nhập gì” của bảng dưới đây. Ô nào trên phiếu để trống thì để trống ô trong bảng.",
    "Câu được chọn nhiều ô: ghi các số cách nhau bằng dấu chấm phẩy, ví dụ 1;3;7.",
    "Phiếu đánh dấu hai ô ở câu chỉ chọn một, hoặc không đọc được: nhập inv. Không đoán.",
    "Excel báo lỗi khi nhập mã không có trong danh mục; khi dán từ nơi khác thì không báo, nhưng lúc nạp vào hệ thống mọi ô đều được kiểm tra lại.",
    "Không ghi họ tên, số điện thoại của bất kỳ ai.",
)


def write_template(connection: Connection, wave: FieldedWave, path: Path) -> int:
    """Write the template of a wave; returns how many serials (or desks) it lists. Raises OSError."""
    book = Workbook()
    columns = template_columns(wave)
    origins = _origins(connection, wave)
    sheet = book.active
    sheet.title = FORMS_SHEET
    _write_guide(book.create_sheet(GUIDE), wave, columns)
    _write_origins(book, wave, origins)
    lists = _write_lists(book.create_sheet(CODES), columns)
    _write_forms(sheet, wave, columns, lists, len(origins))
    book.save(path)
    return len(origins)


def _origins(connection: Connection, wave: FieldedWave) -> list[tuple]:
    if wave.kind == "desk":
        query = select(ServicePoint.number, ServicePoint.name).join(wave_desk).where(wave_desk.c.wave_id == wave.id).order_by(ServicePoint.number)
    else:
        query = select(Case.serial, Psu.name, Case.household).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == wave.id).order_by(Case.serial)
    return [tuple(row) for row in connection.execute(query)]


def _write_origins(book: Workbook, wave: FieldedWave, origins: Iterable[tuple]) -> None:
    title, headings = ORIGIN_SHEETS[ORIGIN_COLUMN[wave.kind]]
    sheet = book.create_sheet(title)
    sheet.append(headings)
    for row in origins:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABC", (14, 36, 10), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = BOLD


def _write_guide(sheet: Worksheet, wave: FieldedWave, columns: list[TemplateColumn]) -> None:
    sheet.append([f"{wave.instrument.title.vi} – đợt {wave.code}"])
    for note in NOTES:
        sheet.append([note.format(sheet=FORMS_SHEET)])
    sheet.append([])
    sheet.append(["Cột", "Câu hỏi", "Nhập gì"])
    heading = sheet.max_row
    for column in columns:
        sheet.append([column.name, column.text, column.allowed])
    for letter, width in zip("ABC", (14, 60, 70), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}{heading}"].font = BOLD
    for row in sheet.iter_rows(min_row=heading + 1):
        for cell in row:
            cell.alignment = WRAPPED
    sheet["A1"].font = Font(bold=True, size=14)


def _write_lists(sheet: Worksheet, columns: list[TemplateColumn]) -> dict[tuple[str, ...], str]:
    """Each list of codes once, below its own head, on a hidden sheet; the ranges by list."""
    ranges: dict[tuple[str, ...], str] = {}
    for place, codes in enumerate(dict.fromkeys(column.codes for column in columns if column.codes), 1):
        letter = get_column_letter(place)
        for row, code in enumerate((f"danh mục {place}", *codes), 1):
            sheet.cell(row, place, int(code) if code.isdecimal() else code)
        ranges[codes] = f"'{CODES}'!${letter}$2:${letter}${len(codes) + 1}"
    sheet.sheet_state = "hidden"
    return ranges


def _write_forms(sheet: Worksheet, wave: FieldedWave, columns: list[TemplateColumn], lists: dict[tuple[str, ...], str], origins: int) -> None:
    for place, column in enumerate(columns, 1):
        letter, head = get_column_letter(place), sheet.cell(1, place, column.name)
        head.font, head.number_format, head.fill = BOLD, "@", HEADS[column.band % len(HEADS)]
        head.comment = Comment(f"{column.text}\n{column.allowed}", "SIPAS", height=150, width=360)
        sheet.column_dimensions[letter].width = WIDTHS[column.kind]
        sheet.column_dimensions[letter].number_format = "dd/mm/yyyy" if column.kind == DAYS else "General" if column.kind == LIST else "@"
        check = _check(column, letter, wave, lists, origins)
        if check:
            _explain(check, column)
            check.add(f"{letter}2:{letter}{LAST}")
            sheet.add_data_validation(check)
    if ORIGIN_COLUMN[wave.kind] == "serial":  # a household has one form; Excel then shows both lines in red
        sheet.conditional_formatting.add(f"A2:A{LAST}", Rule(type="duplicateValues", dxf=RED))
    sheet.freeze_panes = "C2"


def _check(column: TemplateColumn, letter: str, wave: FieldedWave, lists: dict[tuple[str, ...], str], origins: int) -> DataValidation | None:
    if column.kind == ORIGIN:
        title = ORIGIN_SHEETS[column.name][0]
        return DataValidation("list", formula1=f"'{title}'!$A$2:$A${max(origins, 1) + 1}", allow_blank=True)
    if column.kind == DAYS:
        last = f"MIN(TODAY(),{_date(wave.closes_on)})" if wave.closes_on else "TODAY()"
        return DataValidation("date", operator="between", formula1=_date(wave.opens_on), formula2=last, allow_blank=True)
    if column.kind == LIST:
        return DataValidation("list", formula1=lists[column.codes], allow_blank=True)
    if column.kind == CHOICE:
        return DataValidation("custom", formula1=several_of(f"{letter}2", lists[column.codes], column.most), allow_blank=True)
    return DataValidation("textLength", operator="lessThanOrEqual", formula1=str(column.most), allow_blank=True) if column.most else None


def several_of(cell: str, codes: str, most: int | None) -> str:
    """A formula that holds when a cell has codes of a range, each once, between semicolons, and at most so many."""
    text = f'SUBSTITUTE({cell}," ","")'
    given = f'LEN({text})-LEN(SUBSTITUTE({text},";",""))+1'
    known = f'SUMPRODUCT(1*ISNUMBER(SEARCH(";"&{codes}&";",";"&{text}&";")))'
    return f"AND({known}={given},{known}<={most})" if most else f"{known}={given}"


def _date(day) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _explain(check: DataValidation, column: TemplateColumn) -> None:
    check.promptTitle, check.prompt = column.name[:LONGEST_TITLE], _clipped(column.text)
    check.errorTitle, check.error = f"Cột {column.name}"[:LONGEST_TITLE], _clipped(column.allowed)
    check.showInputMessage = check.showErrorMessage = True


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_HINT else f"{text[:LONGEST_HINT - 1]}…"
