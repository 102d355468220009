"""What the months of a desk's pulse say together, where a signal was gathered over several of them."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

YEAR = 12  # months that a month is held against: those of docs/pulse.md


class PulseMonth(Protocol):
    """A month ("YYYY-MM") as a run published it: n and score, None where there is none or it is hidden."""

    month: str
    n: int | None
    score: float | None
    signal: str | None
    since: str | None


@dataclass(frozen=True)
class Gathered:
    """People of the months from `since` on, their mean score, and that of the people of the year before these months (None: nobody was shown)."""

    since: str
    n: int
    score: float
    expected: float | None


def gathered(months: Sequence[PulseMonth], signal: PulseMonth) -> Gathered | None:
    """What the months since `signal.since` are together, of all months of the desk; None where nothing was gathered.

    Months that are hidden entered no comparison (docs/pulse.md), so the published ones give what was compared. A score of several
    months is the mean of their people.
    """
    if signal.signal is None or signal.since == signal.month:
        return None
    together = [one for one in months if one.score is not None and signal.since <= one.month <= signal.month]
    before = [one for one in months if one.score is not None and _year_before(signal.since) <= one.month < signal.since]
    return Gathered(signal.since, sum(one.n for one in together), _mean(together), _mean(before) if before else None)


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - YEAR // 12:04}{month[4:]}"


def _mean(months: Iterable[PulseMonth]) -> float:
    counted = [(one.n, one.n * one.score) for one in months]
    return sum(scored for _, scored in counted) / sum(n for n, _ in counted)
