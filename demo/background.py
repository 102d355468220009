"""Sections A and C: the counts of each year that the forms are filled in to."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import fsum, sqrt

from demo.draws import Draw
from demo.published import background_scores, background_shares, counts_behind, ticks_behind

PUBLISHED_YEAR = 2024
# Nothing of sections A and C was published for 2023: the demo invents it, around the shares of 2024 and scores lower by about as
# much as those of section B, each moved by its own draw so that years differ as years do: a share by about its sampling error.
LOWER_BEFORE, SPREAD_OF_SCORES, SPREAD_OF_SHARES = 2.4, 1.3, 0.06
# Boxes that each person ticks, where that is fixed.
TICKED = {"A5": 1, "A6": 1, "C": 5}
# The table of A4 leaves out those who would not take part; this share (per cent of all who answered) is invented.
NOT_PUBLISHED = {"A4": {"none": Decimal("2.90")}}


@dataclass(frozen=True)
class Ticks:
    """How many people answered an item, the ticks each box gets, and the boxes that are ticked alone."""

    people: int
    totals: dict[str, int]
    alone: dict[str, int] = field(default_factory=dict)


def scale_counts(year: int, respondents: int, levels_of: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """(valid answers, total of levels) of the scale items of section A; `levels_of` says how many levels each has."""
    if year == PUBLISHED_YEAR:
        return {item: counts_behind(score, respondents, levels_of[item]) for item, score in background_scores().items()}
    draw = Draw(f"scores-{year}")
    lower = {item: float(score) - LOWER_BEFORE - draw.normal(SPREAD_OF_SCORES) for item, score in background_scores().items()}
    return {item: (respondents, int(score * levels_of[item] * respondents / 100)) for item, score in lower.items()}


def ticked_items(year: int, respondents: int) -> dict[str, Ticks]:
    """What to tick on the choice items of sections A and C."""
    if year == PUBLISHED_YEAR:
        return {item: _ticks(item, *ticks_behind(shares, respondents)) for item, shares in background_shares().items()}
    draw = Draw(f"shares-{year}")
    return {item: _ticks(item, *_moved(draw, item, shares, respondents)) for item, shares in background_shares().items()}


def _moved(draw: Draw, item: str, shares: dict[str, Decimal], respondents: int) -> tuple[int, dict[str, int]]:
    """Counts of a year around these shares; where everybody ticks the same number of boxes they are scaled to it, the first takes up what rounding leaves."""
    moved = {box: max(float(share) + draw.normal(SPREAD_OF_SHARES) * sqrt(share * (100 - share)), 0.0) for box, share in shares.items()}
    times = 100 * TICKED[item] / fsum(moved.values()) if item in TICKED else 1
    _, totals = _nearest({box: Decimal(share * times) for box, share in moved.items()}, respondents)
    if item in TICKED:
        totals[next(iter(totals))] += TICKED[item] * respondents - sum(totals.values())
    return respondents, totals


def _ticks(item: str, people: int, totals: dict[str, int]) -> Ticks:
    return Ticks(people, totals, _nearest(NOT_PUBLISHED.get(item, {}), people)[1])


def _nearest(shares: dict[str, Decimal], respondents: int) -> tuple[int, dict[str, int]]:
    return respondents, {box: int(share * respondents / 100 + Decimal("0.5")) for box, share in shares.items()}
