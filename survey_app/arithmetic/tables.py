"""Reads a file of figures as rows to check, or says of every cell that cannot be read where it stands."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from survey_app.arithmetic import numerals
from survey_app.arithmetic.figures import Column, Printed, Row
from survey_app.arithmetic.kinds_of_table import KINDS_OF_TABLE, Kind, Record
from survey_app.importing.cells import text_of
from survey_app.importing.tables import Cell, Table, Unreadable, read_table
from survey_app.importing.workbook import visible_sheets

MOST_PROBLEMS = 20
BLANKS = ("", "-", "–", "—")
WORDS = ("code", "level", "parent", "field", "criterion", "question", "option", "choose")
# Columns that are only read by people, and the marks that our own exports put into every row.
TOLD = (
    "name_vi", "name_en", "label", "note", "source", "wave", "kind", "sample", "run", "release", "digest", "method", "status", "compared", "previous_wave", "national_share",
    "previous_status", "corrected_by", "p_holm", "period",
)
COLUMN = re.compile(r"(score|rank|national|change|rank_change|lo|hi|n|points|target|percent|share)(?:_([12][0-9]{3}))?")
EXACT = ("rank", "n", "max")
CHOICE = re.compile(r"any|[1-9][0-9]?")
EXPECTED = {"rank": "a whole number", "n": "a whole number", "change": "a number, or words such as 'Tăng 2,63 điểm %'"}
A_NUMBER = "a number such as 85.34 or 85,34"


@dataclass(frozen=True)
class Figures:
    """A file read: the kind of its table, its rows, the headings of its columns of figures, and the columns nothing is checked of."""

    file: str
    kind: str
    rows: tuple[Row, ...]
    headings: Mapping[str, str]
    unchecked: tuple[str, ...]


def read_figures(path: Path, sheet: str | None = None) -> Figures:
    """The rows of a .csv or .xlsx file of one of KINDS_OF_TABLE; of a workbook the sheet named, or the first whose header fits.

    Raises Unreadable, naming the line of every bad cell.
    """
    table = (_fitting(path) if sheet is None else None) or read_table(path, sheet)
    header = _header_of(table)
    kind = _kind_of(path.name, header)
    columns = _columns(path.name, header, kind)
    records = _records(path.name, table, header, columns, kind)
    known = {*WORDS, *TOLD, *columns, ""}
    return Figures(
        path.name, kind.name, tuple(kind.rows(_with_places(records, kind))), {str(column): text for text, column in columns.items()},
        tuple(name for name in header if name not in known),
    )


def _fitting(path: Path) -> Table | None:
    """The first sheet of a workbook of several whose header one of the kinds knows."""
    for title in visible_sheets(path) if path.suffix.lower() == ".xlsx" else ():
        with suppress(Unreadable):  # a sheet without a table is none to check
            table = read_table(path, title)
            if any(kind.marks <= set(_header_of(table)) for kind in KINDS_OF_TABLE):
                return table
    return None


def _header_of(table: Table) -> list[str]:
    return [text_of(cell).lower() for cell in table.header]


def _kind_of(file: str, header: list[str]) -> Kind:
    for kind in KINDS_OF_TABLE:
        if kind.marks <= set(header):
            return kind
    expected = "; ".join(f"{', '.join(sorted(kind.marks))} ({kind.name})" for kind in KINDS_OF_TABLE)
    raise Unreadable(f"{file}, line 1: expected a header with the columns {expected}; got {', '.join(header)[:200]}")


def _columns(file: str, header: list[str], kind: Kind) -> dict[str, Column]:
    """What each column of figures holds. Raises Unreadable when two hold the same, or none holds anything."""
    found: dict[str, Column] = {}
    for text in header:
        match = COLUMN.fullmatch(text)
        if not match and text != "max_points":
            continue
        column = Column(kind.meanings.get(match[1], match[1]), int(match[2] or 0)) if match else Column("max")
        if column in found.values():
            raise Unreadable(f"{file}, line 1: two columns hold {column}; keep one")
        found[text] = column
    if not set(found.values()) - {Column("max")}:
        raise Unreadable(f"{file}, line 1: expected a column of figures such as score_2024 or share_2024; got {', '.join(header)[:200]}")
    return found


def _records(file: str, table: Table, header: list[str], columns: dict[str, Column], kind: Kind) -> list[tuple[int, dict[str, str], dict[Column, Decimal]]]:
    """Line, words and figures of each row. Raises Unreadable with every cell that cannot be read."""
    records, problems = [], []
    for line, cells in table.rows:
        named = dict(zip(header, cells, strict=False))
        words = {word: text_of(named.get(word)) for word in WORDS if word in header}
        figures: dict[Column, Decimal] = {}
        problems += [f"{file}, line {line}, column {word}: expected {why}, got {words[word][:40]!r}" for word, why in _bad_words(words, kind)]
        for text, column in columns.items():
            try:
                figures |= _figures(named.get(text), column)
            except ValueError:
                problems.append(f"{file}, line {line}, column {text}: expected {EXPECTED.get(column.what, A_NUMBER)}, got {text_of(named.get(text))[:40]!r}")
        records.append((line, words, figures))
    if problems:
        more = f"\n… and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        raise Unreadable("\n".join(problems[:MOST_PROBLEMS]) + more)
    return records


def _bad_words(words: dict[str, str], kind: Kind) -> list[tuple[str, str]]:
    bad = [(word, "something") for word in kind.needed if not words[word]]
    if "choose" in kind.needed and words["choose"] and not CHOICE.fullmatch(words["choose"]):
        bad.append(("choose", "1, any, or how many must be ticked"))
    return bad


def _figures(cell: Cell, column: Column) -> dict[Column, Decimal]:
    """What a cell holds: nothing, a figure, or the two changes that one sentence tells. Raises ValueError."""
    text = numerals.of_float(cell, 0 if column.what in EXACT else getattr(cell, "places", 0)) if isinstance(cell, float) else text_of(cell)
    if text in BLANKS:
        return {}
    if column.what == "change":
        return {Column(what, column.year): value for what, value in numerals.changes(text).items()}
    if column.what == "rank_change":
        return {column: next(iter(numerals.changes(text).values()))}
    return {column: numerals.whole(text) if column.what in ("rank", "n") else numerals.number(text)}


def _with_places(records: list[tuple[int, dict[str, str], dict[Column, Decimal]]], kind: Kind) -> Sequence[Record]:
    """The records with figures as exact as their column is printed; Excel drops the zeros of 84,00."""
    decimals: dict[Column, list[int]] = {}
    for _, _, figures in records:
        for column, value in figures.items():
            decimals.setdefault(column, []).append(_decimals(value))
    common = {column: kind.places(found) for column, found in decimals.items()}
    return [
        Record(line, words, {
            column: Printed(value, None if column.what in EXACT else max(common[column], _decimals(value))) for column, value in figures.items()
        }) for line, words, figures in records
    ]


def _decimals(value: Decimal) -> int:
    return max(0, -value.as_tuple().exponent)
