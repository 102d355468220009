"""Products of items summed by domain: the one moment that design effects of roll-ups need beyond the cells.

For item j let m_j = 1 where answered and d_j = m_j (level - middle). The matrix of a domain is
sum over its rows of w c c', c = (m_1..m_I, d_1..d_I): whole numbers times weights, hence exact and additive.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.cells import Cells, combinations, united
from pipeline.columns import Codes
from pipeline.weight_grid import WeightGrid


@dataclass(frozen=True)
class Cross:
    """`sums` int64 [limbs or 1, domain-groups, 2 items, 2 items] (unweighted: plain counts)."""

    domain: Codes
    group: Codes
    sums: np.ndarray

    def weighted(self, grid: WeightGrid | None) -> np.ndarray:
        """Sums as float64 [domain-groups, 2 items, 2 items]."""
        return self.sums[0].astype(float) if grid is None else grid.join(self.sums)

    def only(self, cells: Cells) -> "Cross":
        """The products of the domain-groups that these cells have, in their order."""
        (domain, group), _ = combinations((cells.domain, cells.group))
        kept = Codes(cells.domain.values, domain), Codes(cells.group.values, group)
        mine = {key: place for place, key in enumerate(zip(self.domain.texts(), self.group.texts(), strict=True))}
        return Cross(*kept, self.sums[:, [mine[key] for key in zip(kept[0].texts(), kept[1].texts(), strict=True)]])


CHUNK = 1 << 15


def middle_level(scale: int) -> int:
    return (scale + 1) // 2


def cross_products(levels: np.ndarray, cells: Cells, row_cell: np.ndarray, limbs: list[np.ndarray], scale: int) -> Cross:
    """Products of one block: levels uint8 [items, rows], row_cell the rows' cells, limbs the weights' pieces."""
    (domain, group), unit_of_cell = combinations((cells.domain, cells.group))
    unit = unit_of_cell[row_cell]
    order = np.argsort(unit.astype(np.uint16) if len(domain) < 1 << 16 else unit, kind="stable")
    ends = np.cumsum(np.bincount(unit, minlength=len(domain)))
    width = 2 * len(levels)
    sums = np.zeros((max(len(limbs), 1), len(domain), width, width), np.int64)
    for place, rows in enumerate(np.split(order, ends[:-1])):
        for start in range(0, len(rows), CHUNK):
            _add_products(sums[:, place], levels, rows[start : start + CHUNK], limbs, scale)
    return Cross(Codes(cells.domain.values, domain), Codes(cells.group.values, group), sums)


def merge_cross(parts: list[Cross]) -> Cross:
    """Products of the whole from products of its parts."""
    domain, group = united(part.domain for part in parts), united(part.group for part in parts)
    (in_domain, in_group), place = combinations((domain, group))
    values = np.concatenate([part.sums for part in parts], 1)
    sums = np.zeros((len(values), len(in_domain), *values.shape[2:]), np.int64)
    np.add.at(sums, (slice(None), place), values)
    return Cross(Codes(domain.values, in_domain), Codes(group.values, in_group), sums)


def _add_products(sums: np.ndarray, levels: np.ndarray, rows: np.ndarray, limbs: list[np.ndarray], scale: int) -> None:
    answers = levels[:, rows]
    kind = np.float64 if limbs else np.float32  # unweighted sums of a chunk stay below 2**24
    factors = np.concatenate([answers > 0, np.where(answers, answers - np.int8(middle_level(scale)), 0)]).astype(kind)
    for place, limb in enumerate(limbs or [None]):
        weighted = factors if limb is None else factors * limb[rows]
        sums[place] += (weighted @ factors.T).astype(np.int64)
