"""Reading a table of units or villages row by row: headings in English or Vietnamese, typed cells, what is wrong with each."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from forms.tidying import tidied
from survey_app.importing.cells import DAY_EXPECTED, FORMULA_ERRORS, day_of, text_of
from survey_app.importing.columns import beyond, cells_by_column
from survey_app.importing.report import Finding
from survey_app.importing.tables import Cell, UncomputedFormula, read_table

CODE = re.compile(r"[\w./-]{1,20}")
IGNORED = ("stt", "tt", "ghi chú", "note")  # a running number, remarks
LONGEST_NAME = 200


@dataclass(frozen=True)
class Heading:
    """A column by its name and the Vietnamese headings that mean it too."""

    name: str
    vietnamese: tuple[str, ...]
    needed: bool = True


@dataclass
class RowReader:
    """A row being read: gives typed values, None with a finding where a cell cannot be one."""

    number: int
    cells: Mapping[str, Cell]
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, column: str, expected: str) -> None:
        """Note what is wrong in a column."""
        self.findings.append(Finding(self.number, column, text_of(self.cells.get(column)), expected))

    def text(self, column: str, needed: bool = True, longest: int = LONGEST_NAME) -> str | None:
        """Words of a limited length."""
        cell = self.cells.get(column)
        text = text_of(cell)
        if isinstance(cell, UncomputedFormula) or text in FORMULA_ERRORS:
            self.refuse(column, "a value; the formula here failed or has no result. Open the file in Excel, mend it, save it")
        elif len(text) > longest:
            self.refuse(column, f"at most {longest} signs")
        elif needed and not text:
            self.refuse(column, "a value")
        else:
            return text or None
        return None

    def code(self, column: str, needed: bool = True) -> str | None:
        """A unit's code, zeros at its beginning included."""
        text = self.text(column, needed)
        if text and not CODE.fullmatch(text):
            self.refuse(column, "a code of at most 20 letters, digits, '.', '-', '/' or '_'")
            return None
        return text

    def count(self, column: str, most: int) -> int | None:
        """A whole number from 1."""
        text = self.text(column, longest=20)
        if text and text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        if text:
            self.refuse(column, f"a whole number from 1 to {most}, without separators")
        return None

    def day(self, column: str) -> date | None:
        """A day, or nothing."""
        if not self.text(column, needed=False):
            return None
        try:
            return day_of(self.cells[column])
        except ValueError:
            self.refuse(column, DAY_EXPECTED)
            return None


def read_rows(path: Path, headings: Sequence[Heading], sheet: str | None = None) -> tuple[list[RowReader], list[Finding]]:
    """The rows of a CSV or Excel file, each ready to be read; and what is wrong with the header (then no rows).

    Raises Unreadable when the file is no table.
    """
    table = read_table(path, sheet)
    places, findings = _read_header(table.header, headings)
    if findings:
        return [], findings
    rows = [RowReader(number, cells_by_column(cells, places)) for number, cells in table.rows]
    for row, (number, cells) in zip(rows, table.rows, strict=True):
        row.findings += [
            Finding(number, column, text, "nothing; this cell stands under no heading. Has the row shifted?") for column, text in beyond(cells, table.header)
        ]
    return rows, []


def _read_header(header: list[Cell], headings: Sequence[Heading]) -> tuple[dict[str, int], list[Finding]]:
    known = {_folded(word): heading.name for heading in headings for word in (heading.name, *heading.vietnamese)}
    named = [(place, text_of(cell), known.get(_folded(text_of(cell)))) for place, cell in enumerate(header) if text_of(cell)]
    expected = ", ".join(f"{heading.name} ({heading.vietnamese[0]})" for heading in headings)
    findings = [Finding(1, text, text, f"one of {expected}") for _, text, name in named if name is None and _folded(text) not in IGNORED]
    times = Counter(name for _, _, name in named if name)
    findings += [Finding(1, name, name, f"this column once; it stands there {count} times") for name, count in times.items() if count > 1]
    findings += [
        Finding(1, heading.name, "", f"a column named {heading.name} or “{heading.vietnamese[0]}”; it is missing")
        for heading in headings if heading.needed and heading.name not in times
    ]
    return {name: place for place, _, name in named if name}, findings


def _folded(text: str) -> str:
    return " ".join(tidied(text).casefold().split())


def refuse_short_codes(rows: Sequence[RowReader], column: str) -> None:
    """Refuse digits-only codes shorter than the others of their column: a spreadsheet has dropped their zeros."""
    digits = {row.number: text for row in rows if (text := text_of(row.cells.get(column))).isdecimal()}
    longest = max(map(len, digits.values()), default=0)
    for row in rows:
        if len(digits.get(row.number, "0" * longest)) < longest:
            row.refuse(column, f"a code of {longest} digits, as in other rows; has Excel dropped zeros? Format the column as text")
