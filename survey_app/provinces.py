"""How many provinces Việt Nam has had, for ranks: one fact in one place."""
from __future__ import annotations

# First year of a survey, provinces then: 63 until the mergers of 1/7/2025 (Resolution 202/2025/QH15), 34 since.
COUNTS = ((2025, 34), (0, 63))


def provinces_in(year: int) -> int:
    """How many provinces a rank of this year's survey runs through."""
    return next(count for first, count in COUNTS if year >= first)
