"""A file as a table: a header and numbered rows of cells, whatever the format."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_ROWS = 100_000

Cell = str | int | float | bool | date | time | None


class Unreadable(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


class UncomputedFormula(str):
    """A cell with a formula whose result the writing program did not store."""


class ShownNumber(float):
    """A number of a workbook whose cell shows `places` decimals: 84 may have been printed as 84,00."""

    def __new__(cls, value: float, places: int):
        made = super().__new__(cls, value)
        made.places = places
        return made


@dataclass(frozen=True)
class Table:
    """The cells of row 1 and of the rows with something in them, each with its number in the file."""

    header: list[Cell]
    rows: list[tuple[int, list[Cell]]]


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The table in a .csv, .txt or .xlsx file; `sheet` names the sheet of a workbook with several.

    Raises Unreadable.
    """
    from survey_app.importing.delimited import read_delimited
    from survey_app.importing.workbook import read_workbook

    readers = {".csv": read_delimited, ".txt": read_delimited, ".xlsx": read_workbook}
    if path.suffix.lower() not in readers:
        raise Unreadable(f"{path.name} is not a .csv, .txt or .xlsx file; save it as Excel workbook (.xlsx) or as CSV UTF-8")
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"{path.name} has {path.stat().st_size / MEGABYTE:.0f} MB; at most {MAX_BYTES // MEGABYTE} MB. Split it into several files")
    return readers[path.suffix.lower()](path, sheet)


def to_table(name: str, rows: Iterable[list[Cell]]) -> Table:
    """Number the rows and leave out the blank ones; raises Unreadable without header or rows, or with too many."""
    numbered = enumerate(rows, 1)
    _, header = next(numbered, (1, []))
    if is_blank(header):
        raise Unreadable(f"{name} has nothing in row 1; expected the column names there")
    kept: list[tuple[int, list[Cell]]] = []
    for number, cells in numbered:
        if not is_blank(cells):
            kept.append((number, cells))
        if len(kept) > MAX_ROWS:
            raise Unreadable(f"{name} has more than {MAX_ROWS} rows. Split it into several files")
    if not kept:
        raise Unreadable(f"{name} has column names but no rows")
    return Table(header, kept)


def is_blank(cells: Iterable[Cell]) -> bool:
    """Whether a row holds nothing but blanks."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
