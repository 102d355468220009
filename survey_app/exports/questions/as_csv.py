"""The tables of questions as CSV: one row an option or question, decimal point, and in every row what the figures are."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from survey_app.csv_cells import safe_cell
from survey_app.exports.questions.document import Line, Questions, QuestionTable, Told, printed
from survey_app.office.letterhead import Letterhead


def write_csv(questions: Questions, _head: Letterhead) -> bytes:
    """UTF-8, CRLF; shares in per cent; `period` as in ISO 8601, first day/last day; the columns that `sipas check` knows as shares. Those of the wave before are there where one was compared with."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(map(safe_cell, line) for line in lines_of(questions))
    return text.getvalue().encode()


def lines_of(questions: Questions) -> Iterator[list[object]]:
    """The header and the rows as programs read them; figures as text, exactly as printed."""
    rows = [dict(_cells(line, table, questions)) for table in questions.tables for line in table.lines]
    yield list(rows[0])
    yield from (list(row.values()) for row in rows)


def _cells(line: Line, table: QuestionTable, questions: Questions) -> Iterator[tuple[str, object]]:
    """The cells of a row with the names of their columns."""
    yield from (("question", line.question), ("option", line.option), ("choose", table.choose or "any"), ("name_vi", line.label))
    yield from _figures(line.now, table, str(questions.year))
    if questions.national_sources:
        yield "national_share", printed(line.national)
    if questions.before:
        # Two waves of one year cannot be told apart by it.
        yield from _figures(line.before, table, str(questions.before.year) if questions.before.year != questions.year else "previous")
        yield from ((f"change_{questions.year}", line.change), ("p_holm", line.p_holm), ("compared", questions.before.state(line.question)), ("previous_wave", questions.before.wave.code))
    yield from (("wave", questions.wave), ("period", "/".join(day.isoformat() if day else ".." for day in questions.days)), ("kind", questions.kind), ("run", questions.run), ("release", questions.edition.release))
    yield from (("status", "provisional" if questions.edition.provisional else "released"), ("corrected_by", questions.edition.corrected_by))


def _figures(told: Told, table: QuestionTable, year: str) -> Iterator[tuple[str, object]]:
    share, score = (printed(told.value), None) if table.choose else (None, printed(told.value))
    yield from ((f"share_{year}", share), (f"score_{year}", score), (f"lo_{year}", printed(told.lo)), (f"hi_{year}", printed(told.hi)), (f"n_{year}", told.n))
