"""Changes against the figures they stand beside, and counts of people against each other."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_app.arithmetic.figures import Column, Contradiction, Row, contradiction
from survey_app.arithmetic.tree import Tree

# A change is written beside the figure it is the change of; a rank that falls in number rises in words.
OF = {"change": ("score", 1), "rank_change": ("rank", -1)}


def check_changes(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """A change is the difference of the two printed figures, as the published tables give it: a reader who subtracts finds the same."""
    for row in rows:
        for column, figure in row.figures.items():
            what, sign = OF.get(column.what, (None, 0))
            before = max((other.year for other in row.figures if other.what == what and other.year < column.year), default=None)
            now = row.figures.get(Column(what, column.year)) if what else None
            if before is None or now is None:
                continue
            expected = sign * (now.value - row.figures[Column(what, before)].value)
            if expected != figure.value:
                yield contradiction("change", row, column, f"{expected:+}", f"{figure.value:+}", f"printed {{found}}, but {before} to {column.year} is {{expected}}.",
                                    f"in {{found}}, nhưng từ năm {before} đến năm {column.year} là {{expected}}.")


def check_counts(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Whoever rated an item also rated what it is part of: no row counts more people than the one above it."""
    tree = Tree(rows)
    for row in rows:
        for child in tree.children(row.code):
            for column, count in row.figures.items():
                below = child.figures.get(column)
                if column.what == "n" and below and below.value > count.value:
                    yield contradiction("count", child, column, f"≤ {count}", below, f"{{found}} people, but only {count} in {row.code} above it.",
                                        f"{{found}} người, nhưng mục {row.code} bên trên chỉ có {count}.")
