"""The additive table: exact counts and weight sums by cell, item and level; tables of parts add up to the whole's.

A cell is a stratum x PSU x domain x calibration group. Everything the statistics need comes from this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pipeline.cells import Cells, distinct, united, united_sizes
from pipeline.cross import Cross, merge_cross
from pipeline.errors import DesignError
from pipeline.weight_grid import WeightGrid


@dataclass(frozen=True)
class Moments:
    """Sums over the rows of each cell; cells sorted by domain, stratum, PSU, group.

    present int64 [cells] counts all rows, rows those with a weight above 0; row_weights int64 [limbs, cells]; counts int64 [cells, items, levels];
    weights int64 [limbs, cells, items, levels]. Without a grid (unweighted) there are no limbs: counts say it all.
    """

    items: tuple[str, ...]
    cells: Cells
    present: np.ndarray
    rows: np.ndarray
    row_weights: np.ndarray
    counts: np.ndarray
    weights: np.ndarray
    grid: WeightGrid | None
    cross: Cross | None


def merge(parts: Iterable[Moments]) -> Moments:
    """The table of the whole from tables of its parts: the same bits whatever their order and number."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    if len({(part.items, part.grid, part.cross is None) for part in parts}) > 1:
        raise DesignError("The parts were summed over different items or on different weight grids; sum them again with one plan.")
    columns = [united(getattr(part.cells, name) for part in parts) for name in ("stratum", "psu", "domain", "group")]
    keys, place = distinct(*columns)
    cells = Cells(*keys, united_sizes([part.cells.sizes for part in parts]))
    places = np.split(place, np.cumsum([len(part.cells) for part in parts])[:-1])

    def added(name: str, axis: int) -> np.ndarray:
        return _add_up([getattr(part, name) for part in parts], places, len(cells), axis)

    cross = None if parts[0].cross is None else merge_cross([part.cross for part in parts])
    return Moments(parts[0].items, cells, added("present", 0), added("rows", 0), added("row_weights", 1), added("counts", 0), added("weights", 1),
                   parts[0].grid, cross)


def negative(table: Moments) -> Moments:
    """The table that takes these rows away when merged."""
    cross = None if table.cross is None else replace(table.cross, sums=-table.cross.sums)
    return replace(table, present=-table.present, rows=-table.rows, row_weights=-table.row_weights, counts=-table.counts,
                   weights=-table.weights, cross=cross)


def without_empty_cells(table: Moments) -> Moments:
    """The table without cells, codes and population sizes of which no row is left: as if they had never been."""
    left = np.flatnonzero(table.present)
    cells = table.cells.take(left).compact()
    cross = None if table.cross is None else table.cross.only(cells)
    return Moments(table.items, cells, table.present[left], table.rows[left], table.row_weights[:, left], table.counts[left],
                   table.weights[:, left], table.grid, cross)


def _add_up(values: list[np.ndarray], places: list[np.ndarray], size: int, axis: int) -> np.ndarray:
    """Sum of arrays whose entries along `axis` belong to places of a longer one; a part has each place once."""
    shape = list(values[0].shape)
    shape[axis] = size
    total = np.zeros(shape, np.int64)
    for part, place in zip(values, places, strict=True):
        total[(slice(None),) * axis + (place,)] += part
    return total
