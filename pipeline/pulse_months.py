"""What a desk's months hold: people, score, and how far its days differ, from the sums of a desk wave."""

from dataclasses import dataclass

import numpy as np

from pipeline.indices import Definition
from pipeline.moments import Moments

MONTH = len("2026-01")


@dataclass(frozen=True, slots=True)
class DeskMonth:
    """A desk in one month, or in its first days.

    n: people who rated any item; days: on which they did. score: of the measure, 0-100. squares: sum over the days of the
    squared linearised influence, in points and persons, around the month's own score: squares / n² estimates the variance
    of the score (ultimate cluster: visitors of one day resemble one another).
    """

    n: int
    score: float
    squares: float
    days: int


def desk_months(answers: Moments, people: Moments, definition: Definition) -> dict[str, dict[int, DeskMonth]]:
    """The first measure of the index by desk and month; months as `month_number` counts them, only those with an answer.

    answers: the index's table by desk, whose PSUs are desk-days ("desk:date"). people: of the same cells, who rated any item.
    """
    rated = dict(zip(people.cells.psu.texts(), people.counts[:, 0, -1].tolist(), strict=True))
    found: dict[str, dict[int, DeskMonth]] = {name: {} for name in answers.cells.domain.values}
    n = np.array([rated[psu] for psu in answers.cells.psu.texts()])
    counts, sums = answers.counts.sum(2), answers.counts @ np.arange(1, definition.scale + 1)
    runs = _desks_months(answers, n)
    points = points_of(definition, np.array([counts[days].any(0) for days in runs.values()]).reshape(len(runs), -1))
    for (desk, month), days, of_items in zip(runs, runs.values(), points, strict=True):
        found[desk][month] = summed_days(n[days], counts[days], sums[days], of_items)
    return found


def points_of(definition: Definition, answered: np.ndarray) -> np.ndarray:
    """What one level of each item's mean adds to the first measure, [rows, items], where the items answered, bool [rows, items], are used."""
    return definition.coefficients_of(answered)[:, 0] * 100 / definition.scale


def summed_days(people: np.ndarray, counts: np.ndarray, sums: np.ndarray, points: np.ndarray) -> DeskMonth:
    """The month of these days: people [days], valid answers and sums of their levels [days, items], `points_of` its answered items."""
    answers, n = counts.sum(0), people.sum()
    used = points > 0
    means = sums[:, used].sum(0) / answers[used]
    influence = (sums[:, used] - means * counts[:, used]) @ (points[used] * n / answers[used])
    return DeskMonth(int(n), float(points[used] @ means), float(influence @ influence), len(people))


def month_number(month: str) -> int:
    """'YYYY-MM' as months since 1970-01, so that neighbours differ by one."""
    return int(np.datetime64(month, "M").astype(int))


def month_name(number: int) -> str:
    """'YYYY-MM' of a month's number."""
    return str(np.datetime64(number, "M"))


def _desks_months(answers: Moments, people: np.ndarray) -> dict[tuple[str, int], list[int]]:
    """Places of the days with people, by desk and month in order."""
    found: dict[tuple[str, int], list[int]] = {}
    desks, days = answers.cells.domain.texts(), answers.cells.psu.texts()
    for place in np.flatnonzero(people).tolist():
        found.setdefault((desks[place], month_number(days[place].rpartition(":")[2][:MONTH])), []).append(place)
    return dict(sorted(found.items()))
