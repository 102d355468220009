"""The tables of questions as part of a page: the very columns and notes of the Word document."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from survey_app.exports.questions.columns import cells, columns
from survey_app.exports.questions.document import Questions
from survey_app.exports.questions.wording import not_compared, rule_of


@dataclass(frozen=True)
class PageOfQuestions:
    """A table: `groups` of columns, each with its name (None: none) and the titles beneath; `rows` of cells; `remarks` beneath."""

    title: str
    groups: tuple[tuple[str | None, tuple[str, ...]], ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def page_tables(questions: Questions) -> list[PageOfQuestions]:
    """Every table, numbered as in the document."""
    found = []
    for number, table in enumerate(questions.tables, 1):
        named = groupby(columns(table, questions), lambda column: column[0])
        groups = tuple((group, tuple(title for _, title, _ in members)) for group, members in named)
        rows = tuple(tuple(cells(place, line, table, questions)) for place, line in enumerate(table.lines, 1))
        found.append(PageOfQuestions(f"{number}. {table.title}{rule_of(table)}", groups, rows, tuple(not_compared(table, questions))))
    return found
