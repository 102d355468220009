"""Weights as whole multiples of a unit, so that sums are exact and parts add up to the same bits in any order."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from pipeline.errors import DataError

DECIMALS = (0, 2, 4, 6)
LOW_BITS = 26  # a double holds 53: one limb of 26 bits leaves room to add 2**27 of them exactly
MANTISSA_BITS = 53
LOOK_AT = 1000


@dataclass(frozen=True, slots=True)
class WeightGrid:
    """unit = 10**-decimals, or 2**exponent where decimals is None; `limbs` 26-bit pieces hold the largest weight."""

    decimals: int | None
    exponent: int
    limbs: int

    def split(self, weights: np.ndarray) -> list[np.ndarray]:
        """The weights' whole multiples in pieces, low first, as float64 that hold integers."""
        if self.decimals is not None:
            multiples = np.rint(weights * 10.0**self.decimals)
        else:
            multiples = np.rint(np.ldexp(weights, -self.exponent))
        if multiples.size and multiples.max() >= 2.0 ** (LOW_BITS if self.limbs == 1 else MANTISSA_BITS):
            raise DataError("A weight is larger than the weights the parts were summed for; build the table anew from all parts.")
        if np.count_nonzero(multiples) != np.count_nonzero(weights):  # weights are not negative, so multiples vanish only by rounding
            raise DataError(f"The weight {weights[(multiples == 0) & (weights > 0)][0]:g} is lost beside the largest: they are more than 2**{MANTISSA_BITS} "
                            "apart. Correct the weights.")
        if self.limbs == 1:
            return [multiples]
        high = np.floor(np.ldexp(multiples, -LOW_BITS))
        return [multiples - np.ldexp(high, LOW_BITS), high]

    def join(self, limbs: np.ndarray) -> np.ndarray:
        """Sums of weights as float64 from exact sums of pieces [limbs, ...]."""
        total = limbs[0].astype(float)
        if self.limbs == 2:
            total = total + np.ldexp(limbs[1].astype(float), LOW_BITS)
        return total / 10.0**self.decimals if self.decimals is not None else np.ldexp(total, self.exponent)


@dataclass(frozen=True, slots=True)
class WeightRange:
    """What is known of some weights: decimals that write them exactly (None: no few do); all are below 2**exponent."""

    decimals: int | None
    exponent: int

    def __add__(self, other: "WeightRange") -> "WeightRange":
        decimals = None if None in (self.decimals, other.decimals) else max(self.decimals, other.decimals)
        return WeightRange(decimals, max(self.exponent, other.exponent))

    def grid(self) -> WeightGrid:
        """The coarsest grid on which all these weights are exact (to a double's own precision)."""
        if self.decimals is not None:
            bits = self.exponent + (10**self.decimals).bit_length()
            if bits <= MANTISSA_BITS:
                return WeightGrid(self.decimals, 0, 1 if bits <= LOW_BITS else 2)
        return WeightGrid(None, self.exponent - MANTISSA_BITS, 2)


NOTHING = -2000  # the exponent of no weight at all, below that of any double
NO_WEIGHTS = WeightRange(0, NOTHING)


def weight_range(weights: np.ndarray) -> WeightRange:
    """Range of an array of weights."""
    exponent = int(_exponents(weights.max(initial=0.0)))
    candidates = [d for d in DECIMALS if _exact(weights[:LOOK_AT], d).all()]
    return WeightRange(next((d for d in candidates if _exact(weights, d).all()), None), exponent)


def weight_census(weights: np.ndarray) -> Counter:
    """How many weights are of each range: counts can be taken back, so the range of what is left stays known."""
    decimals = np.full(len(weights), -1)
    for d in reversed(DECIMALS):
        decimals[_exact(weights, d)] = d
    exponents = _exponents(weights)
    pairs = zip(decimals.tolist(), exponents.tolist(), strict=True)
    return Counter(WeightRange(None if d < 0 else d, e) for d, e in pairs)


def _exponents(weights: np.ndarray) -> np.ndarray:
    """Smallest e of each weight with weight < 2**e."""
    return np.where(weights > 0, np.frexp(weights)[1], NOTHING)


def _exact(weights: np.ndarray, decimals: int) -> np.ndarray:
    scale = 10.0**decimals
    return np.rint(weights * scale) / scale == weights
