"""What became of a unit, and out of what it was made: along the chain of its successors, with shares."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Links = Mapping[int, Sequence[tuple[int, float | None]]]


def follow(unit: int, links: Links, arrived: Callable[[int], bool]) -> dict[int, float | None]:
    """The units reached from `unit` along `links` (unit -> [(next unit, share)]), each the first on its way that has arrived.

    The share is the product along a way, added up over ways; None where a part of unknown size is on the way. A way
    that ends before it arrives leads nowhere.
    """
    found: dict[int, float | None] = {}
    _walk(unit, 1.0, links, arrived, found)
    return found


def _walk(unit: int, share: float | None, links: Links, arrived: Callable[[int], bool], found: dict[int, float | None]) -> None:
    if arrived(unit):
        found[unit] = _added(found.get(unit, 0.0), share)
        return
    for following, part in links.get(unit, ()):
        _walk(following, None if share is None or part is None else share * part, links, arrived, found)


def _added(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
