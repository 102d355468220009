"""The published figures the demo starts from, and the whole counts that lie behind their two decimals."""
from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SOURCE = "Bảng kết quả Chỉ số SIPAS năm {year} do tỉnh Ninh Bình công bố (dùng làm số liệu đầu vào của bản trình diễn)"
NATIONAL_SOURCE = "Kết quả chung toàn quốc, Chỉ số SIPAS năm {year}, theo bảng do tỉnh Ninh Bình công bố"
YEARS = (2023, 2024)
# In all 51 rows and both years this one roll-up does not follow from its items, whatever their hidden decimals.
NOT_ADDING_UP = {
    ("2.5", 2024): "khác số đã công bố 85,51; tính lại từ ba tiêu chí in cùng bảng (85,27; 85,72; 85,51) là 85,50.",
}


@dataclass(frozen=True)
class Figure:
    """A row of the published table, by year: scores 0-100 to two decimals, ranks among the 63 provinces, the national score."""

    code: str
    level: str
    parent: str | None
    scores: dict[int, Decimal]
    ranks: dict[int, int]
    national: dict[int, Decimal]


@cache
def figures() -> tuple[Figure, ...]:
    """The 51 rows, in published order."""
    return tuple(
        Figure(
            row["code"], row["level"], row["parent"] or None,
            {year: Decimal(row[f"score_{year}"]) for year in YEARS},
            {year: int(row[f"rank_{year}"]) for year in YEARS},
            {2024: Decimal(row["national_2024"])},
        )
        for row in _rows("sipas_ninh_binh.csv")
    )


def satisfaction_scores(year: int) -> dict[str, Decimal]:
    """The published score of each of the 39 items of section B."""
    return {figure.code: figure.scores[year] for figure in figures() if figure.level == "item"}


@cache
def background_shares() -> dict[str, dict[str, Decimal]]:
    """Percentages ticked in 2024 by item and option of sections A and C."""
    shares: dict[str, dict[str, Decimal]] = {}
    for row in _rows("background_2024.csv"):
        if row["option"]:
            shares.setdefault(row["item"], {})[row["option"]] = Decimal(row["published"])
    return shares


@cache
def background_scores() -> dict[str, Decimal]:
    """Scores 0-100 of 2024 of the scale items of section A."""
    return {row["item"]: Decimal(row["published"]) for row in _rows("background_2024.csv") if not row["option"]}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def printed(part: int, whole: int) -> Decimal:
    """100 · part / whole, rounded half up to two decimals, in exact arithmetic."""
    return Decimal((20_000 * part + whole) // (2 * whole)).scaleb(-2)


def counts_behind(score: Decimal, respondents: int, levels: int) -> tuple[int, int]:
    """(valid answers, total of levels) that print as `score`, with as few people as possible lacking an answer.

    Raises ValueError when no count of people up to `respondents` gives that score.
    """
    for valid in range(respondents, 0, -1):
        near = int(score * levels * valid / 100)
        for total in (near, near + 1):
            if printed(total, levels * valid) == score:
                return valid, total
    raise ValueError(f"no total of {respondents} or fewer answers on {levels} levels prints as {score}")


def ticks_behind(shares: dict[str, Decimal], respondents: int) -> tuple[int, dict[str, int]]:
    """(people who answered, ticks by option) that print as `shares` per cent, with as few people lacking as possible.

    Raises ValueError when no count of people up to `respondents` gives those shares.
    """
    for valid in range(respondents, 0, -1):
        ticks = {option: int(share * valid / 100 + Decimal("0.5")) for option, share in shares.items()}
        if all(printed(ticks[option], valid) == share for option, share in shares.items()):
            return valid, ticks
    raise ValueError(f"no {respondents} or fewer people give the shares {shares}")
