"""Sections A and C: the counts of each year that the forms are filled in to."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from demo.published import background_scores, background_shares, counts_behind, ticks_behind

PUBLISHED_YEAR = 2024
# Nothing of sections A and C was published for 2023: the demo takes the shares of 2024, and scores lower by about as
# much as those of section B.
LOWER_BEFORE = Decimal("2.40")
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
    return {
        item: (respondents, int((score - LOWER_BEFORE) * levels_of[item] * respondents / 100))
        for item, score in background_scores().items()
    }


def ticked_items(year: int, respondents: int) -> dict[str, Ticks]:
    """What to tick on the choice items of sections A and C."""
    count = ticks_behind if year == PUBLISHED_YEAR else _nearest
    return {item: _ticks(item, *count(shares, respondents)) for item, shares in background_shares().items()}


def _ticks(item: str, people: int, totals: dict[str, int]) -> Ticks:
    return Ticks(people, totals, _nearest(NOT_PUBLISHED.get(item, {}), people)[1])


def _nearest(shares: dict[str, Decimal], respondents: int) -> tuple[int, dict[str, int]]:
    return respondents, {box: int(share * respondents / 100 + Decimal("0.5")) for box, share in shares.items()}
