"""Shares of the options of a question: what they can add up to, and whether a number of people can give them."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from survey_app.arithmetic.figures import Bounds, Column, Contradiction, Row, added, contradiction

ANY = "any"


def check_shares(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """One choice adds up to 100 %; exactly k of several to at most k times 100 % (some tick fewer); any number to nothing certain."""
    for question, options in _questions(rows).items():
        choose = options[0].choose
        for column in _share_columns(options):
            bounds = [option.bounds(column) for option in options]
            if choose == ANY or None in bounds:
                continue
            most = Decimal(100 * int(choose))
            allowed = Bounds(most, most) if choose == "1" else Bounds(Decimal(0), most.next_plus())
            if not _meets(added(bounds), allowed):
                total = sum((option.figures[column].value for option in options), Decimal())
                yield contradiction(
                    "shares", Row(question, line=options[0].line), column, f"{'' if choose == '1' else '≤ '}{most}", total,
                    f"the {len(options)} shares add up to {{found}} %, expected {{expected}} % (each person chooses {choose}).",
                    f"{len(options)} tỷ lệ cộng lại là {{found}} %, phải là {{expected}} % (mỗi người chọn {choose}).",
                )


def check_people(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """A share is a whole number of people out of n."""
    for row in rows:
        for column, share in row.figures.items():
            n = row.figures.get(Column("n", column.year))
            if column.what != "share" or n is None or n.value <= 0:
                continue
            low, high = (end * n.value / 100 for end in share.bounds)
            if low.to_integral_value(ROUND_CEILING) >= high:
                yield contradiction("people", row, column, f"k / {n}", share, f"{{found}} % is no whole number of {n} people.", f"{{found}} % không phải số người nguyên trong {n} người.")


def _meets(total: Bounds, allowed: Bounds) -> bool:
    return allowed.low <= total.high and total.low < allowed.high if not allowed.exact else total.low <= allowed.low <= total.high


def _questions(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.choose is not None:
            found.setdefault(row.parent or "", []).append(row)
    return found


def _share_columns(options: Sequence[Row]) -> list[Column]:
    return sorted({column for option in options for column in option.figures if column.what == "share"})
