"""Systematic selection in whole numbers, with equal probabilities or with probability proportional to size.

Units lie one after another on a line as long as their sizes together (total T); n hits lie on it at the same distance T/n from
each other, the first at r/n with r a random whole number from 0 to T - 1. Multiplied by n nothing is a fraction:
hit k is at r + kT, a unit that reaches from C - M to C (C: sizes added up, its own M included) holds it when n(C - M) <= r + kT < nC.
So exactly nM of the T possible values of r select a unit of size M <= T/n: its probability is nM/T. With all sizes 1
this is simple systematic selection with a fractional interval. Source: Murthy, Sampling Theory and Methods (1967), 5.7, 6.4;
Särndal, Swensson, Wretman, Model Assisted Survey Sampling (1992), 3.4.1, 3.6.
"""
from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def select(sizes: Sequence[int], take: int, start: int) -> list[int]:
    """Places (from 0) of the units hit; `start` is r. A unit larger than the interval may be hit several times.

    Sizes > 0; 0 <= start < sum of sizes.
    """
    ends, total = list(accumulate(sizes)), sum(sizes)
    chosen, place = [], 0
    for hit in range(start, start + take * total, total):
        while hit >= take * ends[place]:
            place += 1
        chosen.append(place)
    return chosen


def select_equal(count: int, take: int, start: int) -> list[int]:
    """The same for `count` units of size 1: places from 0, each with probability take/count."""
    return [hit // take for hit in range(start, start + take * count, count)]


def certain_units(sizes: Sequence[int], take: int) -> tuple[set[int], int]:
    """Places of units so large that they represent themselves, and how many are to be drawn from the others.

    A unit at least as long as the interval is taken with certainty; the interval of the others then shrinks, so the search is
    repeated (Kish, Survey Sampling, 1965, 7.5). Where only one would be drawn from the others, two are: from a single
    draw no variance can be estimated.
    """
    certain: set[int] = set()
    while True:
        rest = [place for place in range(len(sizes)) if place not in certain]
        if take - len(certain) == 1 and len(rest) > 1:
            take += 1
        left, total = take - len(certain), sum(sizes[place] for place in rest)
        large = {place for place in rest if left * sizes[place] >= total}
        if not large:
            return certain, left
        certain |= large
