"""Rows of printed figures, what rounding hides in them, and a contradiction between them."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import NamedTuple

DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class Column(NamedTuple):
    """What a column holds: score, rank, national, change, rank_change, lo, hi, n, points, percent, share or max; and its year, 0 for none."""

    what: str
    year: int = 0

    def __str__(self) -> str:
        return f"{self.what}_{self.year}" if self.year else self.what


class Bounds(NamedTuple):
    """The numbers from `low` up to, but not with, `high`; exactly `low` where both are equal."""

    low: Decimal
    high: Decimal

    @property
    def exact(self) -> bool:
        """Whether only one number is meant."""
        return self.low == self.high

    def meets(self, other: Bounds) -> bool:
        """Whether one number lies within both."""
        if self.exact or other.exact:
            point, span = (self, other) if self.exact else (other, self)
            return point.low == span.low or (not span.exact and span.low < point.low < span.high)
        return self.low < other.high and other.low < self.high

    def over(self, divisor: Decimal | int) -> Bounds:
        """Both ends divided by a positive number."""
        return Bounds(self.low / divisor, self.high / divisor)


def added(bounds: Iterable[Bounds]) -> Bounds:
    """What the sum of numbers within these bounds can be."""
    given = list(bounds)
    return Bounds(sum((one.low for one in given), Decimal()), sum((one.high for one in given), Decimal()))


@dataclass(frozen=True)
class Printed:
    """A figure as printed; `places` of its column, None for an exact number (a rank, a maximum)."""

    value: Decimal
    places: int | None = None

    @property
    def bounds(self) -> Bounds:
        """The numbers that print as this, rounded half up as the Ministry's tables are."""
        if self.places is None:
            return Bounds(self.value, self.value)
        half = Decimal(5).scaleb(-self.places - 1)
        return Bounds(self.value - half, self.value + half)

    def __str__(self) -> str:
        return str(self.value) if self.places is None else f"{self.value:.{self.places}f}"


@dataclass(frozen=True)
class Row:
    """A row of a table. `parent` names the row it adds to (of a share: its question); `choose` says how many options may be ticked: "1", "5", "any"."""

    code: str
    figures: Mapping[Column, Printed] = field(default_factory=dict)
    parent: str | None = None
    level: str | None = None
    line: int | None = None
    choose: str | None = None

    def bounds(self, column: Column) -> Bounds | None:
        """What the figure of a column can be before rounding; None where there is none."""
        figure = self.figures.get(column)
        return figure.bounds if figure else None


@dataclass(frozen=True)
class Contradiction:
    """Figures that cannot all be true: where, what was expected and what came, in English and Vietnamese."""

    rule: str
    row: str
    column: str
    expected: str
    found: str
    en: str
    vi: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.row}, {self.column}: {self.en}"

    @property
    def words(self) -> str:
        """Where and what, in Vietnamese."""
        return f"{self.row}, {self.column}: {self.vi}"

    def to_json(self) -> dict:
        """All fields by name."""
        return asdict(self)


def contradiction(rule: str, row: Row, column: Column | str, expected: object, found: object, en: str, vi: str) -> Contradiction:
    """A contradiction in a row; the sentences may hold {expected} and {found}, which get a decimal comma in Vietnamese."""
    texts = {"expected": str(expected), "found": str(found)}
    local = {name: DECIMAL_POINT.sub(",", text) for name, text in texts.items()}
    return Contradiction(rule, row.code, str(column), texts["expected"], texts["found"], en.format(**texts), vi.format(**local), row.line)
