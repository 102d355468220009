"""The one pass over the answers: reads each column of a block once and counts it into the additive table."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from pipeline.cells import Cells, cells_of, design_codes
from pipeline.columns import levels_of, read_columns, read_weights
from pipeline.cross import cross_products
from pipeline.design import Design
from pipeline.design_checks import check_design, check_whole, refuse_many_rows
from pipeline.errors import DesignError
from pipeline.histogram import Tally
from pipeline.linearise import strata_of
from pipeline.moments import Moments, merge
from pipeline.table import ArrowSource, ParquetSource, Source, open_source
from pipeline.weight_grid import NO_WEIGHTS, WeightGrid, WeightRange, weight_range

READ_AT_ONCE = 6  # columns that are decoded on all cores, without Python's lock, while those before are counted
JOINT_KEYS = 1 << 19  # items are counted two or three in one walk while cells x levels x levels (x levels) stay in the caches
BYTE = 256

Tables = dict[str | None, Moments]


@dataclass(frozen=True)
class Plan:
    """What the pass needs to know, the same for every part of a file.

    items: item code -> column. domains: reported columns, (None,) for none. grid: None when unweighted.
    cross: also sum products of items by domain (for design effects of roll-ups).
    """

    design: Design
    items: dict[str, str]
    scale: int
    domains: tuple[str | None, ...]
    cross: bool
    grid: WeightGrid | None = None

    def with_range(self, weights: WeightRange) -> "Plan":
        """The plan for weights of that range; several weighted parts need it before the pass."""
        return replace(self, grid=weights.grid())


def sum_tables(data, design: Design, items: dict[str, str], scale: int, domains: Sequence[str], cross: bool) -> Tables:
    """The additive tables of a file: one for each reported column, or a single one under None.

    data: table, path or source. Weighted by `design.weight`; items: item code -> column.
    """
    source = open_source(data)
    refuse_many_rows(source, design)
    blocks = list(source.blocks())
    plan = Plan(design, items, scale, tuple(domains) or (None,), cross)
    if design.weight is not None and len(blocks) > 1:
        plan = plan.with_range(sum((weight_range(read_weights(block, design.weight)) for block in blocks), NO_WEIGHTS))
    return merge_whole(source, design, (sum_block(block, plan) for block in blocks))


def merge_whole(source: Source, design: Design, parts: Iterable[Tables]) -> Tables:
    """`merge_tables` for all parts of a file; DataError names the rows of what does not fit between parts."""
    try:
        tables = merge_tables(parts)
        strata_of(next(iter(tables.values())), replace(design, lonely="certainty"))
    except DesignError as problem:
        check_whole(source, design, problem)
    return tables


def merge_tables(parts: Iterable[Tables]) -> Tables:
    """Tables of the whole from those of parts, added two by two so that few are held at once."""
    total: Tables = {}
    for part in parts:
        total = {by: merge([total[by], table]) if total else table for by, table in part.items()}
    return total


def sum_block(block: ArrowSource | ParquetSource, plan: Plan) -> Tables:
    """The additive tables of one block of rows; some columns are read ahead while those before are counted."""
    columns, first = list(plan.items.values()), range(0, len(plan.items), READ_AT_ONCE)
    with ThreadPoolExecutor(1) as pool:
        reading = [pool.submit(read_columns, block, columns[place : place + READ_AT_ONCE]) for place in first]
        try:
            rows = _weighted_rows(block, plan)
            counters = _counters(block, plan, rows)
            levels = np.empty((len(columns), len(counters[0].row_cell)), np.uint8) if plan.cross else None
            for place, future in zip(first, reading, strict=True):
                read = [levels_of(block, column, array, plan.scale)[rows.taken]
                        for column, array in zip(columns[place:], future.result(), strict=False)]
                for counter in counters:
                    counter.count(place, read)
                if levels is not None:
                    levels[place : place + len(read)] = read
        finally:
            pool.shutdown(cancel_futures=True)
    return {domain: counter.moments(tuple(plan.items), rows, levels) for domain, counter in zip(plan.domains, counters, strict=True)}


@dataclass(frozen=True)
class _WeightedRows:
    """Which rows carry weight (`taken`), and the limbs of their weights on the grid (none when unweighted)."""

    taken: np.ndarray | slice
    grid: WeightGrid | None
    limbs: list[np.ndarray]


def _weighted_rows(block: Source, plan: Plan) -> _WeightedRows:
    if plan.design.weight is None:
        return _WeightedRows(slice(None), None, [])
    weights = read_weights(block, plan.design.weight)
    grid = plan.grid or weight_range(weights).grid()
    taken = slice(None) if weights.all() else weights > 0
    return _WeightedRows(taken, grid, grid.split(weights[taken]))


def _counters(block: Source, plan: Plan, rows: _WeightedRows) -> list["_Counter"]:
    codes = design_codes(block, plan.design)
    found = [cells_of(block, codes, domain) for domain in plan.domains]
    check_design(block, plan.design, codes, found[0][0])
    return [_Counter.of(*cells, rows, len(plan.items), plan.scale) for cells in found]


@dataclass(frozen=True)
class _Counter:
    """Where one reported column's sums grow: `sums` [pieces of the tally, cells, items, levels], whole numbers below 2**53.

    keys int64 [rows] = cell x base**step, ready for levels to be added.
    """

    cells: Cells
    present: np.ndarray
    row_cell: np.ndarray
    tally: Tally
    base: int
    step: int
    keys: np.ndarray
    buffer: np.ndarray
    sums: np.ndarray

    @classmethod
    def of(cls, cells: Cells, row_cell: np.ndarray, rows: _WeightedRows, items: int, scale: int) -> "_Counter":
        present = np.bincount(row_cell, minlength=len(cells))
        row_cell, base = row_cell[rows.taken], scale + 1
        step = next((n for n in (3, 2) if base**n <= BYTE and len(cells) * base**n <= JOINT_KEYS), 1)
        tally = Tally.of(rows.limbs, present.max(initial=0))
        return cls(cells, present, row_cell, tally, base, step, row_cell * np.int64(base**step), np.empty(len(row_cell), np.int64),
                   np.empty((tally.pieces, len(cells), items, scale)))

    def count(self, first: int, read: list[np.ndarray]) -> None:
        """Count the items from place `first` on, whose levels uint8 [rows] were read."""
        for start in range(0, len(read), self.step):
            together = read[start : start + self.step]
            joint = together[0] * np.uint8(self.base ** (self.step - 1))
            for place, levels in enumerate(together[1:], 1):
                joint += levels * np.uint8(self.base ** (self.step - 1 - place))
            sums = self.tally.sums(np.add(self.keys, joint, out=self.buffer), len(self.cells) * self.base**self.step)
            for piece, found in enumerate(sums):
                self._keep_margins(self.sums[piece, :, first + start : first + start + len(together)], found)

    def _keep_margins(self, kept: np.ndarray, joint: np.ndarray) -> None:
        """Margins of the joint sums into `kept` [cells, items, levels]; level 0, no answer, is left out."""
        grid = joint.reshape(len(self.cells), *[self.base] * self.step)
        for item in range(kept.shape[1]):
            kept[:, item] = np.einsum("cxyz"[: self.step + 1] + "->c" + "xyz"[item], grid)[:, 1:]

    def moments(self, items: tuple[str, ...], rows: _WeightedRows, levels: np.ndarray | None) -> Moments:
        """The table; `levels` uint8 [items, rows] where products of items are wanted."""
        count, row_weights = self.tally.read(np.array(self.tally.sums(self.row_cell, len(self.cells))))
        counts, weights = self.tally.read(self.sums)
        cross = None if levels is None else cross_products(levels, self.cells, self.row_cell, rows.limbs, self.base - 1)
        return Moments(items, self.cells, self.present, count, row_weights, counts, weights, rows.grid, cross)
