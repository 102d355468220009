"""The rows of a table as a tree: who stands beneath whom."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey_app.arithmetic.figures import Contradiction, Row, contradiction


class Tree:
    """Children and leaves by code; rows in a circle have no leaves (`check_codes` names them)."""

    def __init__(self, rows: Sequence[Row]):
        self._children: dict[str, list[Row]] = {}
        for row in rows:
            if row.parent is not None:
                self._children.setdefault(row.parent, []).append(row)

    def children(self, code: str) -> list[Row]:
        """The rows right beneath."""
        return self._children.get(code, [])

    def leaves(self, code: str) -> list[Row]:
        """All rows beneath that have none beneath themselves."""
        found, waiting, seen = [], [code], {code}
        while waiting:
            for child in self.children(waiting.pop()):
                if not self.children(child.code):
                    found.append(child)
                elif child.code not in seen:
                    seen.add(child.code)
                    waiting.append(child.code)
        return found


def check_codes(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Every code stands once, and every parent is a row of the table that does not lie beneath its own child."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.code in first:
            where = first[row.code].line
            yield contradiction("duplicate", row, "code", "once", "twice", f"stands twice{f' (before in line {where})' if where else ''}.",
                                f"mã xuất hiện hai lần{f' (lần đầu ở dòng {where})' if where else ''}.")
        first.setdefault(row.code, row)
    for row in rows:
        if row.parent is None or row.choose is not None:  # the parent of a share is its question, which has no row
            continue
        if row.parent not in first:
            yield contradiction("parent", row, "parent", "a code of this table", row.parent, f"no row has its parent's code {row.parent}.",
                                f"không có dòng nào mang mã mục cha {row.parent}.")
        elif _in_circle(row, first):
            yield contradiction("circle", row, "parent", "a row further up", row.parent, f"lies beneath itself, through its parent {row.parent}.",
                                f"nằm dưới chính nó, qua mục cha {row.parent}.")


def _in_circle(row: Row, rows: dict[str, Row]) -> bool:
    seen, here = set(), row.parent
    while here is not None and here in rows and here not in seen:
        if here == row.code:
            return True
        seen.add(here)
        here = rows[here].parent
    return False
