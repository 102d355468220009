"""The additive table kept from run to run: what came is added, what was superseded is taken away, nothing is read again.

Adding and taking away are exact, so the kept table equals, bit for bit, one summed anew from all rows. Where that
cannot be promised (a weight that needs a finer grid) the caller is told to sum anew.
"""

from collections import Counter
from dataclasses import dataclass, replace

import pyarrow as pa

from pipeline.columns import read_weights
from pipeline.errors import DesignError
from pipeline.moments import Moments, merge, negative, without_empty_cells
from pipeline.summing import Plan, Tables, merge_tables, sum_block
from pipeline.table import ArrowSource, Source, open_source
from pipeline.weight_grid import NO_WEIGHTS, WeightGrid, weight_census


class SumAnew(DesignError):
    """The kept table cannot take this change exactly; build it from all rows."""


@dataclass(frozen=True)
class Kept:
    """Tables of all current rows. watermark: the last row they hold, in whatever the caller counts; census: of their weights."""

    plan: Plan
    tables: Tables
    census: Counter
    watermark: int


def keep(data, plan: Plan, watermark: int) -> Kept:
    """Tables summed anew from all rows of `data`; its design names a PSU column."""
    if plan.design.psu is None:
        raise DesignError("A table that is kept needs a PSU column; where each row is its own PSU give the column that numbers responses.")
    blocks = list(open_source(data).blocks())
    census = sum((_census(block, plan) for block in blocks), Counter())
    plan = replace(plan, grid=_grid(census, plan))
    return Kept(plan, merge_tables(sum_block(block, plan) for block in blocks), census, watermark)


def update(kept: Kept, added: pa.Table, removed: pa.Table, watermark: int) -> Kept:
    """The tables after rows `added` (new and late ones) and without `removed` (superseded ones, as they were added).

    Raises SumAnew where the weights that are left ask for another grid, DesignError where rows to remove were never there.
    """
    more, less = ArrowSource(added), ArrowSource(removed)
    census = kept.census + _census(more, kept.plan)
    census.subtract(_census(less, kept.plan))
    if _grid(+census, kept.plan) != kept.plan.grid:
        raise SumAnew("The weights now need another grid than the kept table has. Build it from all rows.")
    changes = sum_block(more, kept.plan), sum_block(less, kept.plan)
    tables = {by: _changed(table, changes[0][by], changes[1][by]) for by, table in kept.tables.items()}
    return Kept(kept.plan, tables, +census, watermark)


def _changed(table: Moments, added: Moments, removed: Moments) -> Moments:
    changed = without_empty_cells(merge([table, added, negative(removed)]))
    if (changed.present < 0).any() or (changed.counts < 0).any():
        raise DesignError("Rows to be removed are not in the kept table. Build it from all rows.")
    return changed


def _census(block: Source, plan: Plan) -> Counter:
    return Counter() if plan.design.weight is None else weight_census(read_weights(block, plan.design.weight))


def _grid(census: Counter, plan: Plan) -> WeightGrid | None:
    return None if plan.design.weight is None else sum(census, NO_WEIGHTS).grid()
