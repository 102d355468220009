"""One row of the file: a form ready for the intake, or what is wrong with it."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms import Problem, validate
from survey_app.answerable import Closed
from survey_app.fielded import FieldedWave
from survey_app.importing.cells import DAY_EXPECTED, FORMULA_ERRORS, answer_of, day_of, text_of
from survey_app.importing.columns import DAY, LANGUAGE, ORIGIN_COLUMN, SUBMISSION, AnswerColumn
from survey_app.importing.origins import Origins
from survey_app.importing.report import Finding
from survey_app.importing.tables import Cell, UncomputedFormula
from survey_app.locale import LANGUAGES

CHANNEL = "import"
# Problems whose remedy is to take one of a list of values.
CHOICES = ("not_on_scale", "not_an_option", "nonanswer_not_allowed")


@dataclass(frozen=True)
class Rules:
    """What the rows of a file are held against."""

    wave: FieldedWave
    origins: Origins
    answers: Mapping[str, AnswerColumn]
    today: date
    closed: Mapping[int, Closed] = field(default_factory=dict)


@dataclass
class Row:
    """What a row says; where `findings` is empty all of it can be stored."""

    number: int
    origin: int | None = None
    submission_id: str | None = None
    answered_on: date | None = None
    language: str = LANGUAGES[0]
    raw: dict = field(default_factory=dict)
    coded: dict = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, column: str, value: str, expected: str) -> None:
        """Note what is wrong in one column."""
        self.findings.append(Finding(self.number, column, value, expected))


def read_row(number: int, cells: Mapping[str, Cell], rules: Rules) -> Row:
    """Read the cells of a row, each by its column."""
    row = Row(number)
    cells = dict(cells)
    for column in [column for column, cell in cells.items() if _is_broken(cell)]:
        row.refuse(column, text_of(cells.pop(column)), "a value; the formula here failed or has no result. Open the file in Excel, mend it, save it")
    _read_origin(row, cells, rules)
    _read_day(row, cells, rules)
    _read_submission_id(row, cells)
    _read_language(row, cells)
    _read_answers(row, cells, rules)
    return row


def _is_broken(cell: Cell) -> bool:
    return isinstance(cell, UncomputedFormula) or (isinstance(cell, str) and cell.strip() in FORMULA_ERRORS)


def _read_origin(row: Row, cells: Mapping[str, Cell], rules: Rules) -> None:
    column = ORIGIN_COLUMN[rules.wave.kind]
    if column in cells:
        row.origin = rules.origins.find(text_of(cells[column]))
        if row.origin is None:
            row.refuse(column, text_of(cells[column]), rules.origins.expected)
        elif row.origin in rules.closed:
            row.refuse(column, text_of(cells[column]), f"a case that may still be answered; {rules.closed[row.origin].message}")


def _read_day(row: Row, cells: Mapping[str, Cell], rules: Rules) -> None:
    if DAY not in cells:
        return
    try:
        row.answered_on = day_of(cells[DAY])
    except ValueError:
        row.refuse(DAY, text_of(cells[DAY]), DAY_EXPECTED)
        return
    last = min(rules.today, rules.wave.closes_on or rules.today)
    if not rules.wave.opens_on <= row.answered_on <= last:
        row.refuse(DAY, row.answered_on.isoformat(), f"a day from {rules.wave.opens_on} to {last}")


def _read_submission_id(row: Row, cells: Mapping[str, Cell]) -> None:
    text = text_of(cells.get(SUBMISSION))
    if text:
        try:
            row.submission_id = str(uuid.UUID(text))
        except ValueError:
            row.refuse(SUBMISSION, text, "a UUID such as 123e4567-e89b-42d3-a456-426614174000, or blank")


def _read_language(row: Row, cells: Mapping[str, Cell]) -> None:
    text = text_of(cells.get(LANGUAGE)).lower()
    if text and text not in LANGUAGES:
        row.refuse(LANGUAGE, text, f"{' or '.join(LANGUAGES)}, or blank for {LANGUAGES[0]}")
    row.language = text or LANGUAGES[0]


def _read_answers(row: Row, cells: Mapping[str, Cell], rules: Rules) -> None:
    texts = {code: text_of(cells[code]) for code in rules.answers if code in cells}
    row.raw = {code: answer_of(text, rules.answers[code].kind, rules.answers[code].words) for code, text in texts.items() if text}
    checked = validate(rules.wave.instrument, row.raw, channel=CHANNEL)
    row.coded = checked.answers
    for problem in checked.problems:
        row.refuse(problem.item, texts.get(problem.item, ""), _expectation(problem))


def _expectation(problem: Problem) -> str:
    if problem.code in CHOICES:
        return f"one of {problem.params['expected']}, or blank"
    return f"what the questionnaire allows: {problem.text('en')}"
