"""What the printed parts of a points table add up to: told beside the contradictions, never one itself."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from survey_app.arithmetic.figures import Column, Row
from survey_app.arithmetic.rollups import check_sums
from survey_app.arithmetic.tree import Tree


def tell_sums(rows: Sequence[Row]) -> Iterator[str]:
    """Sums that only hidden decimals bring to the printed total, and the sum of a table that prints none."""
    tree, contradicting = Tree(rows), {(one.row, one.column) for one in check_sums(rows)}
    columns = sorted({column for row in rows for column in row.figures if column.what in ("points", "target")})
    for column in columns:
        for row in rows:
            parts = tree.children(row.code)
            if column in row.figures and parts and all(column in part.figures for part in parts) and (row.code, str(column)) not in contradicting:
                total = _sum(parts, column)
                if total != row.figures[column].value:
                    yield f"{row.code}: its {len(parts)} parts as printed add up to {total}, not {row.figures[column]}; hidden decimals can explain it."
        outer = [row for row in rows if row.parent is None and column in row.figures]
        if len(outer) > 1:
            yield f"{column.year or 'All'}: the {len(outer)} outermost rows add up to {_sum(outer, column)}{_of_most(outer)}; the table prints no total."


def _sum(rows: Sequence[Row], column: Column) -> Decimal:
    return sum((row.figures[column].value for row in rows), Decimal())


def _of_most(rows: Sequence[Row]) -> str:
    most = Column("max")
    return f" of {_sum(rows, most)}" if all(most in row.figures for row in rows) else ""
