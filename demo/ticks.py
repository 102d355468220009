"""Ticked boxes: every box with exactly its number of ticks, every person with exactly theirs."""
from __future__ import annotations

from collections.abc import Sequence

from demo.draws import Draw


def sizes_with_total(draw: Draw, people: int, total: int, most: int) -> list[int]:
    """How many boxes each person ticks: at least one, at most `most`, `total` together."""
    sizes = [1] * people
    for _ in range(total - people):
        place = draw.below(people)
        while sizes[place] == most:
            place = draw.below(people)
        sizes[place] += 1
    return sizes


def ticks_with_totals(draw: Draw, sizes: Sequence[int], totals: dict[str, int]) -> list[list[str]]:
    """The boxes each person ticks: person i ticks `sizes[i]`, box b gets `totals[b]` ticks.

    People with many ticks go first; each takes the boxes that everyone left must take, then others with chances in
    proportion to the ticks they still need. Raises ValueError when the ticks run out.
    """
    left = dict(totals)
    ticked: list[list[str]] = [[] for _ in sizes]
    order = sorted(draw.shuffled(range(len(sizes))), key=lambda place: -sizes[place])
    for done, place in enumerate(order):
        ticked[place] = _take(draw, left, sizes[place], people_left=len(order) - done)
    return ticked


def _take(draw: Draw, left: dict[str, int], size: int, people_left: int) -> list[str]:
    taken = [box for box, ticks in left.items() if ticks == people_left]
    while len(taken) < size:
        free = {box: ticks for box, ticks in left.items() if ticks and box not in taken}
        if not free:
            raise ValueError(f"boxes still to be ticked {left} do not suffice for a person with {size} ticks")
        taken.append(draw.pick(free))
    for box in taken:
        left[box] -= 1
    return [box for box in left if box in taken]
