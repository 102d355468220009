"""The official table as part of a page: the very columns, marks and notes of its files."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from survey_app.answered import period
from survey_app.exports.official_table.columns import Heading, cell, headings
from survey_app.exports.official_table.layout import notes


@dataclass(frozen=True)
class PageTable:
    """`groups`: each with its name (None: a heading without a group) and its columns. `rows`: of each row its level, code, and cells by column.

    The rows of the document itself are in `figures`, in the same order.
    """

    period: str
    groups: tuple[tuple[str | None, tuple[Heading, ...]], ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[dict, ...]
    notes: tuple[str, ...]


def page_table(document: dict, digest: str) -> PageTable:
    """The table of a document, frozen or just built; `digest`: that of the document."""
    shown = headings(document, on_page=True)
    groups = tuple((name, tuple(members)) for name, members in groupby(shown, lambda heading: heading.group))
    rows = tuple(tuple(cell(row, heading.shows) for heading in shown) for row in document["rows"])
    return PageTable(period(document), groups, shown, rows, tuple(document["rows"]), tuple(notes(document, digest)))
