"""How scores are rounded and written for people; everything before this stays unrounded."""
from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# Decimal places of a sum of binary fractions that can be trusted: 85.505 often arrives as 85.50499999999999.
TRUSTED_PLACES = 10
NOTHING = "–"
MARKS = str.maketrans({",": ".", ".": ",", "-": "−"})


def two_decimals(value: float | Decimal) -> Decimal:
    """`value` rounded half up to two places, as the Ministry's tables are (Python's own `round` gives 0.12 for 0.125)."""
    return Decimal(repr(round(float(value), TRUSTED_PLACES))).quantize(CENT, ROUND_HALF_UP) + 0  # + 0: no "-0.00"


def whole(number: int | None) -> str:
    """A count with the Vietnamese mark of thousands, "4.304"; a dash where there is none."""
    return NOTHING if number is None else _people(f"{number:,}")


def vietnamese(value: float | Decimal | None) -> str:
    """`value` to two places as people in Việt Nam read it, "1.234,50" or "−0,55" (a minus as long as a plus); a dash where there is none."""
    return NOTHING if value is None else _people(f"{two_decimals(value):,.2f}")


def with_sign(points: float | Decimal | None) -> str:
    """A difference in a table: "+2,43", "−1,20", "0,00"."""
    if points is None:
        return NOTHING
    return f"{'+' if two_decimals(points) > 0 else ''}{vietnamese(points)}"


def _people(figure: str) -> str:
    """A figure as Python writes it, "-1,234.50", with the marks that people expect."""
    return figure.translate(MARKS)


def change(score: float | None, previous: float | None) -> str:
    """The difference in points, in words: "Tăng 2,63", "Giảm 0,40", "Không đổi".

    It is the difference of the two figures as printed, as in the published tables: index 2 rose from 82,43 to 85,50, "tăng
    3,07" (Kế hoạch 124/KH-UBND, Ninh Bình 2025), where the unrounded scores give 3,08. A reader who subtracts finds the same.
    """
    if score is None or previous is None:
        return NOTHING
    points = two_decimals(score) - two_decimals(previous)
    if points == 0:
        return "Không đổi"
    return f"{'Tăng' if points > 0 else 'Giảm'} {vietnamese(abs(points))}"
