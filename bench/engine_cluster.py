"""The engine on a Dask cluster of this machine: two workers against one, and against the local engine."""
from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from distributed import LocalCluster

from bench.engine_data import item_names, write_survey
from pipeline.cluster import sum_on_cluster
from pipeline.design import Design
from pipeline.summing import sum_tables

PARTS, PART_ROWS = 12, 1_000_000
DESIGN = Design("stratum", "village", "weight")
COLUMNS = {name: name for name in item_names(39)}


def measure() -> Iterator[str]:
    """Summing alone (the statistics afterwards are the same few milliseconds); clusters are up before the clock starts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "parts"
        folder.mkdir()
        write_survey(Path(name) / "one.parquet", PART_ROWS)
        for place in range(PARTS):
            os.link(Path(name) / "one.parquet", folder / f"part-{place}.parquet")
        yield f"{PARTS * PART_ROWS:,} rows in {PARTS} partitions, weighted, by commune"
        started = time.perf_counter()
        sum_tables(folder, DESIGN, COLUMNS, 5, ("commune",), False)
        yield f"local engine (two threads): {time.perf_counter() - started:.2f} s"
        seconds = {workers: _on_cluster(folder, workers) for workers in (1, 2)}
        yield f"one worker {seconds[1]:.2f} s, two workers {seconds[2]:.2f} s: {seconds[1] / seconds[2]:.2f} times as fast"


def _on_cluster(folder: Path, workers: int) -> float:
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        sum_on_cluster(folder, DESIGN, COLUMNS, 5, (), False, cluster.scheduler_address)  # imports, connections
        started = time.perf_counter()
        sum_on_cluster(folder, DESIGN, COLUMNS, 5, ("commune",), False, cluster.scheduler_address)
        return time.perf_counter() - started
