"""What a figure can be at all, and beside its neighbours in the row: ranges, ranks, intervals, points against percent."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from survey_app.arithmetic.figures import Bounds, Column, Contradiction, Printed, Row, contradiction
from survey_app.arithmetic.rollups import printed_range
from survey_app.provinces import provinces_in

LIMITS = {"score": (20, 100), "national": (20, 100), "share": (0, 100), "percent": (0, 100), "lo": (0, 100), "hi": (0, 100), "n": (0, None), "max": (0, None),
          "points": (0, None), "target": (0, None)}


def check_limits(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """A score lies from 20 (all answer 1) to 100 (all answer 5); shares and percentages from 0 to 100; a rank among the provinces of its year."""
    for row in rows:
        for column, figure in row.figures.items():
            low, high = (1, provinces_in(column.year)) if column.what == "rank" else LIMITS.get(column.what, (None, None))
            if (low is not None and figure.value < low) or (high is not None and figure.value > high):
                expected = f"{low} … {high}" if high is not None else f"≥ {low}"
                yield contradiction("range", row, column, expected, figure, "{found} is outside {expected}.", "{found} nằm ngoài khoảng {expected}.")


def check_ranks(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """The first of all provinces is not below the whole country, nor is the last above it."""
    for row in rows:
        for column, rank in row.figures.items():
            score, national = (row.bounds(Column(what, column.year)) for what in ("score", "national"))
            if column.what != "rank" or score is None or national is None:
                continue
            if rank.value == 1 and score.high <= national.low:
                yield contradiction("rank", row, column, "a rank after 1", rank, "ranked first, but below the national figure.", "xếp thứ nhất nhưng thấp hơn số chung cả nước.")
            if rank.value == provinces_in(column.year) and score.low >= national.high:
                yield contradiction("rank", row, column, f"a rank before {rank}", rank, "ranked last, but above the national figure.", "xếp cuối nhưng cao hơn số chung cả nước.")


def check_intervals(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """A score lies within its interval, and an interval has two ends."""
    for row in rows:
        for year in {column.year for column in row.figures if column.what in ("lo", "hi")}:
            lo, score, hi = (row.figures.get(Column(what, year)) for what in ("lo", "score", "hi"))
            if lo is None or hi is None:
                yield contradiction("interval", row, Column("lo" if lo is None else "hi", year), "both ends or none", "one", "the interval has only one end.", "khoảng tin cậy chỉ có một đầu.")
            elif lo.value > hi.value or (score and not lo.value <= score.value <= hi.value):
                yield contradiction("interval", row, Column("score", year), f"{lo} … {hi}", score or "", "the score {found} is outside its interval {expected}.",
                                    "điểm {found} nằm ngoài khoảng tin cậy {expected}.")


def check_percents(rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Points are at most the maximum, and the percentage is points over maximum."""
    for row in rows:
        for column, points in row.figures.items():
            most = row.figures.get(Column("max"))
            if column.what not in ("points", "target") or most is None or most.value <= 0:
                continue
            if points.bounds.low > most.value:
                yield contradiction("points", row, column, f"≤ {most}", points, "{found} points are more than the maximum ({expected}).", "{found} điểm vượt điểm tối đa ({expected}).")
            percent = row.figures.get(Column("percent", column.year))
            if percent and column.what == "points":
                yield from _percent(row, column.year, points.bounds, most.value, percent)


def _percent(row: Row, year: int, points: Bounds, most: Decimal, percent: Printed) -> Iterator[Contradiction]:
    expected = Bounds(100 * points.low, 100 * points.high).over(most)
    if not expected.meets(percent.bounds):
        said = f"{row.figures[Column('points', year)]}/{most}"
        yield contradiction("percent", row, Column("percent", year), printed_range(expected, percent.places), percent,
                            f"printed {{found}} %, but {said} points are {{expected}} %.",
                            f"in {{found}} %, nhưng {said.replace('.', ',')} điểm là {{expected}} %.")
