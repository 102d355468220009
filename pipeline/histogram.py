"""Exact counts and exact sums of weights by key, in as few walks over the rows as numbers allow."""

from dataclasses import dataclass

import numpy as np

from pipeline.weight_grid import MANTISSA_BITS


@dataclass(frozen=True)
class Tally:
    """Counts rows and sums their weights' limbs by key.

    Where the numbers are small enough, the lowest limb carries the count in its high bits (`shift`):
    one walk gives both. All sums stay below 2**53, so float64 adds them exactly.
    """

    limbs: tuple[np.ndarray, ...]
    shift: int | None

    @classmethod
    def of(cls, limbs: list[np.ndarray], largest_cell: int) -> "Tally":
        """`limbs` float64 [rows] holding whole numbers; `largest_cell`: most rows that share a key."""
        if not limbs:
            return cls((), None)
        cell_bits = int(largest_cell).bit_length()
        shift = int(limbs[0].max(initial=0)).bit_length() + cell_bits
        if shift + cell_bits > MANTISSA_BITS:
            return cls(tuple(limbs), None)
        return cls((limbs[0] + 2.0**shift, *limbs[1:]), shift)

    def __call__(self, keys: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Counts int64 [size] and sums int64 [limbs, size] for keys 0..size-1."""
        sums = [np.bincount(keys, limb, size).astype(np.int64) for limb in self.limbs]
        if self.shift is None:
            counts = np.bincount(keys, minlength=size)
        else:
            counts = sums[0] >> self.shift
            sums[0] &= (1 << self.shift) - 1
        return counts, np.array(sums, np.int64).reshape(len(self.limbs), size)
