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

    def sums(self, keys: np.ndarray, size: int) -> list[np.ndarray]:
        """What `read` understands, each [size], for keys 0..size-1. It may be added up over keys that are within one cell."""
        found = [np.bincount(keys, limb, size) for limb in self.limbs]
        return found if self.shift is not None else [*found, np.bincount(keys, minlength=size)]

    def read(self, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Counts int64 [...] and sums of limbs int64 [limbs, ...] from `sums` [pieces, ...]."""
        whole = sums.astype(np.int64)
        if self.shift is None:
            return whole[-1], whole[:-1]
        counts = whole[0] >> self.shift
        whole[0] &= (1 << self.shift) - 1
        return counts, whole

    @property
    def pieces(self) -> int:
        """How many arrays `sums` gives."""
        return len(self.limbs) + (self.shift is None)
