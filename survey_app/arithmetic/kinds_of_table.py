"""The kinds of table that can be checked: the columns each is known by, and how its rows find their parents."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.arithmetic.figures import Column, Printed, Row

TOTAL = "TOTAL"
TOTALS = ("total", "tổng", "tổng số", "tổng điểm", "tổng cộng", "cộng")


@dataclass(frozen=True)
class Record:
    """A row as read: the words of its columns by name, its figures by column."""

    line: int
    words: Mapping[str, str]
    figures: Mapping[Column, Printed]


@dataclass(frozen=True)
class Kind:
    """A kind of table. `marks`: the columns it is known by; `needed`: those that no row may leave blank.

    `meanings`: what a column holds here under a name that means something else in other tables. `places`: of the decimal
    places of a column's figures, those that all of them are meant to have.
    """

    name: str
    marks: frozenset[str]
    needed: tuple[str, ...]
    rows: Callable[[Sequence[Record]], list[Row]]
    places: Callable[[Sequence[int]], int]
    meanings: Mapping[str, str] = field(default_factory=dict)


def most_common(places: Sequence[int]) -> int:
    """Excel drops the zeros of 84,00: a column has the places that most of its broken figures have."""
    counted = Counter(place for place in places if place)
    return max(counted, key=lambda place: (counted[place], place), default=0)


def _scores(records: Sequence[Record]) -> list[Row]:
    """Parents by their column."""
    return [Row(one.words["code"], one.figures, one.words["parent"] or None, one.words["level"].lower() or None, one.line) for one in records]


def _points(records: Sequence[Record]) -> list[Row]:
    """Parents by the column `parent`, else by the longest code that begins this one; the outermost add up to TOTAL."""
    codes = {one.words["code"] for one in records}
    total = next((code for code in codes if code.lower() in TOTALS), None)
    return [
        Row(one.words["code"], one.figures, one.words.get("parent") or _outer(one.words["code"], codes, total), line=one.line) for one in records
    ]


def _outer(code: str, codes: set[str], total: str | None) -> str | None:
    parts = code.split(".")
    longer = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((outer for outer in longer if outer in codes), None if code == total else total)


def _leaders(records: Sequence[Record]) -> list[Row]:
    """Criteria add up to the row of their field (criterion blank), fields to the row of the total; a row that is not there is not missed."""
    sums = {_field(one) for one in records if not one.words["criterion"]}
    return [
        Row(one.words["criterion"], one.figures, next((code for code in (_field(one), TOTAL) if code in sums), None), line=one.line) if one.words["criterion"]
        else Row(_field(one), one.figures, TOTAL if TOTAL in sums and _field(one) != TOTAL else None, line=one.line)
        for one in records
    ]


def _field(record: Record) -> str:
    name = record.words["field"]
    return TOTAL if name.lower() in TOTALS else name


def _shares(records: Sequence[Record]) -> list[Row]:
    """The parent of an option is its question."""
    return [Row(f"{one.words['question']}/{one.words['option']}", one.figures, one.words["question"], line=one.line, choose=one.words["choose"]) for one in records]


AS_POINTS = {"score": "points"}
KINDS_OF_TABLE = (
    Kind("scores", frozenset(("code", "level", "parent")), ("code",), _scores, most_common),
    Kind("leaders", frozenset(("field", "criterion", "max_points")), ("field",), _leaders, max, AS_POINTS),
    Kind("points", frozenset(("code", "max_points")), ("code",), _points, max, AS_POINTS),
    Kind("shares", frozenset(("question", "option", "choose")), ("question", "option", "choose"), _shares, most_common),
)
