"""All rules over the rows of a table, in a literal list."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from survey_app.arithmetic.changes import check_changes, check_counts
from survey_app.arithmetic.figures import Contradiction, Row
from survey_app.arithmetic.ranges import check_intervals, check_limits, check_percents, check_ranks
from survey_app.arithmetic.rollups import check_means, check_sums
from survey_app.arithmetic.shares import check_people, check_shares
from survey_app.arithmetic.tables import Figures, read_figures
from survey_app.arithmetic.tree import check_codes

RULES = (check_codes, check_limits, check_means, check_sums, check_percents, check_changes, check_ranks, check_intervals, check_counts, check_shares, check_people)


def check_rows(rows: Iterable[Row]) -> tuple[Contradiction, ...]:
    """Every contradiction among the rows, in the order of the table; a rule says nothing where its columns are not there."""
    table = list(rows)
    place = {row.code: number for number, row in reversed(list(enumerate(table)))}
    found = [contradiction for rule in RULES for contradiction in rule(table)]
    return tuple(sorted(found, key=lambda one: (place.get(one.row, -1), one.column)))


def check_file(path: Path, sheet: str | None = None) -> tuple[Figures, tuple[Contradiction, ...]]:
    """A file of figures (of a workbook: a sheet) and every contradiction in it, columns by their headings in the file. Raises Unreadable."""
    figures = read_figures(path, sheet)
    return figures, tuple(replace(one, column=figures.headings.get(one.column, one.column)) for one in check_rows(figures.rows))
