"""Which column holds what: the header row held against the instrument."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from forms import Instrument
from survey_app.importing.cells import text_of, words_of
from survey_app.importing.report import Finding
from survey_app.importing.tables import Cell

# Where a form comes from, by kind of wave.
ORIGIN_COLUMN = {"household": "serial", "leaders": "serial", "desk": "desk"}
DAY, SUBMISSION, LANGUAGE = "answered_on", "submission_id", "language"


@dataclass(frozen=True)
class AnswerColumn:
    """A column of answers: the kind of its item ("text" also for what is written beside a box), and `words_of` it."""

    kind: str
    words: Mapping[str, str]


def answer_columns(instrument: Instrument) -> dict[str, AnswerColumn]:
    """Every column that may hold answers, by item code."""
    columns: dict[str, AnswerColumn] = {}
    for item in instrument.items.values():
        columns[item.code] = AnswerColumn(item.kind, words_of(item, instrument.nonanswers))
        if item.other_code:
            columns[item.other_code] = AnswerColumn("text", {})
    return columns


def read_header(header: list[Cell], instrument: Instrument, kind: str) -> tuple[dict[str, int], list[Finding]]:
    """The place of each column by its name, and what is wrong with the header.

    Texts may be left out (nobody keys remarks that are not there); every other item needs its column, because a
    forgotten one cannot be told from answers left blank.
    """
    answers = answer_columns(instrument)
    fixed = (ORIGIN_COLUMN[kind], DAY)
    known = {name.casefold(): name for name in (*fixed, SUBMISSION, LANGUAGE, *answers)}
    needed = [*fixed, *(code for code, column in answers.items() if column.kind != "text")]
    names = [(place, known.get(text_of(cell).casefold()), cell) for place, cell in enumerate(header) if text_of(cell)]
    places = {name: place for place, name, _ in names if name}
    findings = [Finding(1, _at(place), text_of(cell), _unknown(cell, fixed)) for place, name, cell in names if name is None]
    counted = Counter(name for _, name, _ in names if name)
    findings += [Finding(1, name, name, f"this column once; it stands there {times} times") for name, times in counted.items() if times > 1]
    findings += [Finding(1, name, "(no such column)", f"a column named {name}") for name in needed if name not in places]
    return places, findings


def _at(place: int) -> str:
    return f"({get_column_letter(place + 1)})"


def _unknown(cell: Cell, fixed: tuple[str, ...]) -> str:
    if isinstance(cell, date):
        return "an item code; Excel has turned it into a date. Format the header row as text and type it again"
    return f"{', '.join(fixed)}, {SUBMISSION}, {LANGUAGE} or an item code of this wave's questionnaire"


def beyond(cells: list[Cell], header: list[Cell]) -> list[tuple[str, str]]:
    """Column and text of cells that stand under no heading: a row shifted by a stray delimiter."""
    return [
        (_at(place), text_of(cell)) for place, cell in enumerate(cells)
        if text_of(cell) and (place >= len(header) or not text_of(header[place]))
    ]


def cells_by_column(cells: list[Cell], places: Mapping[str, int]) -> dict[str, Cell]:
    """The cells of a row by column; a row cut short has blanks at its end."""
    return {name: cells[place] if place < len(cells) else None for name, place in places.items()}
