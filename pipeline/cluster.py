"""The same pass on a Dask cluster: each block of rows is summed by some worker, the sums are added here.

A block's table does not depend on who sums it, so a lost worker costs only its blocks again, and the result is the
local engine's bit for bit. Needs the extra [cluster].
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import pyarrow as pa

from pipeline.columns import read_weights
from pipeline.design import Design
from pipeline.design_checks import refuse_many_rows
from pipeline.errors import EngineError
from pipeline.process import BEFORE_LOADING
from pipeline.summing import Plan, Tables, merge_whole, sum_block
from pipeline.table import ParquetSource, Source, open_source
from pipeline.weight_grid import NO_WEIGHTS, WeightRange, weight_range

if TYPE_CHECKING:
    from distributed import Client

WORKERS = os.cpu_count() or 1
RETRIES = 3
CONNECT_SECONDS = 10
ANY_PORT = "127.0.0.1:0"
ONE_CORE = BEFORE_LOADING | {"POLARS_MAX_THREADS": "1"}  # a worker runs as many tasks as it has threads
BLOCK_ROWS = 1_000_000


class ClusterError(EngineError):
    """The cluster cannot be used."""


def sum_on_cluster(data, design: Design, items: dict[str, str], scale: int, domains: Sequence[str], cross: bool,
                   scheduler: str | None = None, workers: int = WORKERS) -> Tables:
    """The additive tables of a file, as `sum_tables` makes them, by a cluster: the scheduler's, or `workers` on this machine.

    Workers must reach the file under the same path. Progress goes to standard error.
    """
    source = open_source(data)
    refuse_many_rows(source, design)
    blocks = [_anywhere(block) for block in source.blocks(BLOCK_ROWS)]
    plan = Plan(design, items, scale, tuple(domains) or (None,), cross)
    with connected(scheduler, min(workers, len(blocks))) as client:
        if design.weight is not None:
            ranges = _run(client, _range, blocks, "weights", design.weight)
            plan = plan.with_range(sum(ranges, NO_WEIGHTS))
        return merge_whole(source, design, _run(client, _sum, blocks, "answers", plan))


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator["Client"]:
    """A client of the cluster at that address, or of one started here; ClusterError says what is missing."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterError("--engine dask needs the extra [cluster]: pip install 'sipas[cluster]'.") from None
    if scheduler is None:
        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=ANY_PORT, env=ONE_CORE) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS)
    except OSError as problem:
        raise ClusterError(f"No Dask scheduler answers at {scheduler} ({problem}). Start one with `dask scheduler`, or leave --scheduler out.") from None
    with client:
        yield client


def _run(client: "Client", function, blocks: list[Source], what: str, argument) -> Iterator:
    """Results of function(block, argument) as they come; each is let go once taken, so few are held."""
    futures = client.map(function, blocks, [argument] * len(blocks), retries=RETRIES, pure=False)
    with click.progressbar(length=len(blocks), label=what, file=sys.stderr) as bar:
        for future in collect(futures):
            try:
                yield future.result()
            except OSError as problem:
                raise ClusterError(f"A worker cannot read the file ({problem}). All workers must be able to read it under the same path.") from problem
            future.release()
            bar.update(1)


def _anywhere(block: Source) -> Source:
    """The block with its whole path: a worker may run in another folder."""
    return replace(block, path=block.path.resolve()) if isinstance(block, ParquetSource) else block


def collect(futures: list) -> Iterator:
    """Futures in the order they are done."""
    from distributed import as_completed

    return as_completed(futures)


def _sum(block: Source, plan: Plan) -> Tables:
    """A block's tables; Arrow keeps to one core, for a worker runs as many such tasks as it has threads."""
    pa.set_cpu_count(1)
    return sum_block(block, plan)


def _range(block: Source, column: str) -> WeightRange:
    return weight_range(read_weights(block, column))
