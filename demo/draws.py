"""Random draws that are the same on every machine, Python and library version."""
from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from random import Random
from typing import TypeVar

T = TypeVar("T")

BITS = 32
UNIFORMS = 12  # variance 12 · 1/12 = 1


class Draw:
    """A seeded stream of draws.

    Only `Random.random` and `Random.getrandbits` are used: Python keeps the Mersenne Twister's stream for a seed, while
    `choice`, `sample` and `shuffle`, and NumPy's generators, may change between versions. Normal draws are sums of
    whole numbers, without the C library's log and cos, whose last digit differs between machines.
    """

    def __init__(self, seed: str):
        self._random = Random(seed)

    def uniform(self) -> float:
        """A number from 0 to below 1."""
        return self._random.random()

    def normal(self, deviation: float = 1.0) -> float:
        """A number with mean 0, near enough normal: twelve uniforms less their mean."""
        total = sum(self._random.getrandbits(BITS) for _ in range(UNIFORMS))
        return deviation * (total - UNIFORMS * (2**BITS - 1) / 2) / 2**BITS

    def below(self, limit: int) -> int:
        """A whole number from 0 to below `limit`."""
        return int(self.uniform() * limit)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def pick(self, weights: dict[T, float]) -> T:
        """One of the keys, with chances in proportion to their weights."""
        mark = self.uniform() * fsum(weights.values())  # `sum` of floats changed in Python 3.12
        for value, weight in weights.items():
            mark -= weight
            if mark < 0:
                return value
        return value

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in random order."""
        keys = [self.uniform() for _ in values]
        return [values[place] for place in sorted(range(len(values)), key=keys.__getitem__)]
