"""External figures from a file: one figure a row, or a published table with its years as columns."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.arithmetic import numerals
from survey_app.arithmetic.figures import Column
from survey_app.arithmetic.tables import read_figures
from survey_app.external.figures import Described, Figure, Problem, problems_of
from survey_app.external.unreadable import bad_cells
from survey_app.external.words import KIND_NAMES
from survey_app.importing.cells import text_of
from survey_app.importing.tables import Cell, Unreadable, read_table
from survey_app.written import tidy

COLUMNS = ("measure", "kind", "place", "value", "rank", "source", "note")
NEEDED = ("measure", "kind", "value")
KINDS = {name.lower(): kind for kind, name in KIND_NAMES.items()} | {kind: kind for kind in KIND_NAMES}


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, with what is wrong in one of its columns."""

    row: int
    problem: Problem


@dataclass
class ReadFile:
    """The figures of a file by row number, and its bad rows; either may be empty."""

    figures: dict[tuple[int, str, str], tuple[int, Figure]] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)

    def take(self, row: int, figure: Figure, described: Described) -> None:
        """Check a figure and keep it; one that stands twice is bad the second time."""
        problems = problems_of(figure, described)
        key = (figure.measure, figure.kind, figure.place)
        if not problems and key in self.figures:
            problems = [Problem("measure", f"the same figure stands in row {self.figures[key][0]}", f"Trùng với dòng {self.figures[key][0]}.")]
        self.bad += [BadRow(row, problem) for problem in problems]
        if not problems:
            self.figures[key] = (row, figure)


def read_file(path: Path, described: Described, source: str = "") -> ReadFile:
    """What a .csv or .xlsx file holds; `source` stands for every row that names none. Raises Unreadable.

    Columns measure, kind, place, value, rank, source, note; or those of a published table: code, level, parent, and
    score_2024, rank_2024, national_2024 of the wave's year, score_2023, rank_2023 of years before it.
    """
    table = read_table(path)
    header = [text_of(cell).lower() for cell in table.header]
    if set(NEEDED) <= set(header):
        return _rows(table.rows, header, described, tidy(source))
    if {"code", "level", "parent"} <= set(header):
        return _published(path, described, tidy(source))
    raise Unreadable(f"{path.name}, row 1: expected the columns {', '.join(COLUMNS)}, or those of a published table (code, level, parent, score_2024, …)")


def _rows(rows: list[tuple[int, list[Cell]]], header: list[str], described: Described, source: str) -> ReadFile:
    read = ReadFile()
    for number, cells in rows:
        named = {name: numerals.of_float(cell) if isinstance(cell, float) else text_of(cell) for name, cell in zip(header, cells, strict=False)}
        problems = [*_bad_numbers(named)]
        read.bad += [BadRow(number, problem) for problem in problems]
        if not problems:
            kind = KINDS.get(named["kind"].lower(), named["kind"])
            read.take(number, Figure(
                tidy(named["measure"]), kind, float(numerals.number(named["value"])), tidy(named.get("source")) or source, tidy(named.get("place")),
                int(numerals.whole(named["rank"])) if named.get("rank") else None, tidy(named.get("note")) or None,
            ), described)
    return read


def _bad_numbers(named: dict[str, str]) -> Iterator[Problem]:
    for name, read, en, vi in (("value", numerals.number, "a number such as 83.94 or 83,94", "Phải là số, ví dụ 83,94."), ("rank", numerals.whole, "a whole number or nothing", "Phải là số nguyên hoặc để trống.")):
        text = named.get(name, "")
        try:
            if text or name == "value":
                read(text)
        except ValueError:
            yield Problem(name, f"expected {en}, got {text[:40]!r}", vi)


def _published(path: Path, described: Described, source: str) -> ReadFile:
    read, year = ReadFile(), described.wave.opens_on.year
    if not source:
        read.bad.append(BadRow(1, Problem("source", "a published table needs its source said with the file", "Hãy ghi nguồn của bảng: ai công bố, ở văn bản nào.")))
        return read
    try:
        rows = read_figures(path).rows
    except Unreadable as refusal:
        read.bad = [BadRow(line, Problem(column, en, vi)) for line, column, en, vi in bad_cells(str(refusal))]
        if not read.bad:
            raise
        return read
    for row in rows:
        for column, printed in row.figures.items():
            said = _meaning(column, year)
            if said is None:
                continue
            rank = row.figures.get(Column("rank", column.year)) if column.what != "national" else None
            read.take(row.line, Figure(row.code, said[0], float(printed.value), source, said[1], int(rank.value) if rank else None), described)
    return read


def _meaning(column: Column, year: int) -> tuple[str, str] | None:
    """Kind and place of a column of a published table; None for what is no figure of its own."""
    if column == Column("national", year):
        return "national", ""
    if column in (Column("score", year), Column("points", year)):
        return "province", ""
    return ("past", str(column.year)) if column.what in ("score", "points") and 0 < column.year < year else None
