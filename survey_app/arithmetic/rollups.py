"""Parents against what lies beneath them: scores are means of items, points are sums of children."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from survey_app.arithmetic.figures import Bounds, Column, Contradiction, Row, added, contradiction
from survey_app.arithmetic.tree import Tree

# A score that is not printed can be anything from all-1 to all-5.
UNKNOWN = Bounds(Decimal(20), Decimal(100))
MEANS = ("score", "national")
SUMS = ("points", "target", "max")


def check_means(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Every score above items is the unweighted mean of the unrounded scores of all items beneath it, rounded once.

    Source: worked out from the published tables of 2023 and 2024, where one figure of all roll-ups breaks it, a misprint.
    A parent with other rows than items at the bottom only has to lie between its lowest and highest child.
    """
    tree = Tree(rows)
    for row, column in _parents(rows, tree, MEANS):
        items, found = tree.leaves(row.code), row.figures[column]
        if items and all(item.level == "item" for item in items):
            expected = added(item.bounds(column) or UNKNOWN for item in items).over(len(items))
            en, vi = f"the mean of its {len(items)} items is", f"trung bình của {len(items)} tiêu chí bên dưới là"
        else:
            expected = _between(tree.children(row.code), column)
            en, vi = "its components allow only", "các thành phần bên dưới chỉ cho phép"
        if not expected.meets(found.bounds):
            yield contradiction(
                "rollup", row, column, printed_range(expected, found.places), found,
                f"printed {{found}}, but {en} {{expected}}, whatever their hidden decimals.",
                f"in {{found}}, nhưng {vi} {{expected}}, dù phần thập phân bị ẩn là bao nhiêu.",
            )


def check_sums(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Points of a parent are the sum of its children's, and so are the most it can earn; a parent with an unknown child is left out."""
    tree = Tree(rows)
    for row, column in _parents(rows, tree, SUMS):
        children = tree.children(row.code)
        bounds = [child.bounds(column) for child in children]
        if None in bounds or added(bounds).meets(row.bounds(column)):
            continue
        total = sum((child.figures[column].value for child in children), Decimal())
        yield contradiction(
            "sum", row, column, total, row.figures[column],
            f"printed {{found}}, but its {len(children)} parts add up to {{expected}}, further away than rounding can explain.",
            f"in {{found}}, nhưng {len(children)} phần bên dưới cộng lại là {{expected}}; làm tròn không giải thích được chênh lệch này.",
        )


def _parents(rows: Sequence[Row], tree: Tree, whats: Sequence[str]) -> Iterator[tuple[Row, Column]]:
    for row in rows:
        if tree.children(row.code):
            yield from ((row, column) for column in row.figures if column.what in whats)


def _between(children: Sequence[Row], column: Column) -> Bounds:
    bounds = [child.bounds(column) or UNKNOWN for child in children]
    return Bounds(min(one.low for one in bounds), max(one.high for one in bounds))


def printed_range(bounds: Bounds, places: int | None) -> str:
    """What numbers within the bounds print as: one figure, or the lowest and the highest."""
    step = Decimal(1).scaleb(-(places or 0))
    low = bounds.low.quantize(step, ROUND_HALF_UP)
    # `high` itself is out: the highest figure whose own lower bound lies below it.
    high = max(low, (bounds.high + step / 2).quantize(step, ROUND_CEILING) - step)
    return str(low) if low == high else f"{low} … {high}"
