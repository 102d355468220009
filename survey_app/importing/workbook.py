"""Reads a sheet of an Excel workbook: the results of formulas, every row under its own number."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from survey_app.importing.tables import MEGABYTE, Cell, ShownNumber, Table, UncomputedFormula, Unreadable, to_table

MAX_UNPACKED = 500 * MEGABYTE
FORMS_SHEET = "Nhập phiếu"  # where our own templates take forms, beside sheets that explain
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # the container of .xls and of workbooks with a password
DECIMALS = re.compile(r"0\.(0+)")  # of a cell's number format
Found = TypeVar("Found")


def read_workbook(path: Path, sheet: str | None = None) -> Table:
    """The table in a workbook's only visible sheet, in the one of our template, or in the one named; raises Unreadable."""
    return _readably(path, lambda results, formulas: to_table(path.name, _rows(results, formulas, _sheet_title(path.name, results, sheet))))


def visible_sheets(path: Path) -> list[str]:
    """The titles of a workbook's visible sheets, in their order; raises Unreadable."""
    return _readably(path, lambda results, _formulas: _visible(results))


def _readably(path: Path, look: Callable[[Workbook, Workbook], Found]) -> Found:
    """What is found in a workbook, opened for the results of its formulas and for the formulas; raises Unreadable."""
    with path.open("rb") as file:
        if file.read(4) == OLD_OR_ENCRYPTED:
            raise Unreadable(f"{path.name} has a password or is an old .xls. Save it without password as Excel workbook (.xlsx)")
    try:
        return _opened(path, look)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook can fail anywhere inside zipfile, the XML parser or openpyxl
        raise Unreadable(f"{path.name} cannot be read as an Excel workbook ({type(error).__name__}: {error}). Open it in Excel and save it again as .xlsx") from None


def _opened(path: Path, look: Callable[[Workbook, Workbook], Found]) -> Found:
    with ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise Unreadable(f"{path.name} unpacks to {unpacked // MEGABYTE} MB; at most {MAX_UNPACKED // MEGABYTE} MB")
    results, formulas = (load_workbook(path, read_only=True, data_only=wanted) for wanted in (True, False))
    try:
        return look(results, formulas)
    finally:
        results.close()
        formulas.close()


def _sheet_title(name: str, workbook: Workbook, wanted: str | None) -> str:
    titles = _visible(workbook)
    if wanted is None and len(titles) == 1:
        return titles[0]
    if wanted is None and FORMS_SHEET in titles:
        return FORMS_SHEET
    if wanted not in titles:
        asked = "has several sheets" if wanted is None else f"has no sheet {wanted!r}"
        raise Unreadable(f"{name} {asked}; name one with --sheet: {', '.join(titles)}")
    return wanted


def _visible(workbook: Workbook) -> list[str]:
    return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def _rows(results: Workbook, formulas: Workbook, title: str) -> Iterator[list[Cell]]:
    """Cells by row; where a formula's result was not stored, the formula itself, marked."""
    for sheet in (results[title], formulas[title]):
        sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    for shown, written in zip(results[title].iter_rows(), formulas[title].iter_rows(), strict=True):
        yield [
            UncomputedFormula(formula.value) if cell.value is None and formula.data_type == "f" else _value(cell)
            for cell, formula in zip(shown, written, strict=True)
        ]


def _value(cell: ReadOnlyCell) -> Cell:
    """What a cell holds; of a number also how many decimals it shows."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return cell.value
    decimals = DECIMALS.match(cell.number_format or "")
    return ShownNumber(cell.value, len(decimals[1])) if decimals else cell.value
