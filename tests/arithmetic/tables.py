"""Small tables for the tests of arithmetic."""
from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from survey_app.arithmetic import Column, Row, check_rows
from survey_app.arithmetic.figures import Printed

CENT = Decimal("0.01")
SCORE = Column("score", 2024)


def printed(value: Decimal | str | int, places: int | None = 2) -> Printed:
    """A figure with two decimals, or an exact one."""
    number = Decimal(value)
    return Printed(number if places is None else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), places)


def score_row(code: str, score: Decimal | str, parent: str | None = None, level: str = "item", **figures: Printed) -> Row:
    """A row with its score of 2024 and other figures of 2024 by name."""
    return Row(code, {SCORE: printed(score)} | {Column(what, 2024): figure for what, figure in figures.items()}, parent, level)


def rules(*rows: Row) -> list[tuple[str, str]]:
    """The broken rules and where."""
    return [(one.rule, one.row) for one in check_rows(rows)]
