"""The engine on 1,000,000 responses x 39 items x 129 communes x 1,300 villages, beside Polars' bare scan and beside svy."""
from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bench.engine_data import write_structure, write_survey
from bench.engine_runs import engine, polars_scan, svy_estimates

ROWS, ROUNDS = 1_000_000, 5
SVY_ROWS = 100_000


def measure() -> Iterator[str]:
    """Processes take turns; medians of fresh processes, imports not counted; the files lie in the page cache."""
    with tempfile.TemporaryDirectory() as folder:
        data, structure = Path(folder) / "survey.parquet", Path(folder) / "structure.json"
        write_survey(data, ROWS)
        write_structure(structure)
        yield f"{ROWS:,} rows; all items and roll-ups with errors and intervals, overall and by commune; median of {ROUNDS} turns"
        yield from _beside_polars(data, structure)
        yield from _beside_svy(Path(folder), structure)


def _beside_polars(data: Path, structure: Path) -> Iterator[str]:
    runs = {"unweighted": (), "weighted": ("--weight", "weight"), "weighted, with design effects of roll-ups": ("--weight", "weight", "--rollup-deff")}
    turns = [(polars_scan(data), {name: engine(data, structure, *o) for name, o in runs.items()}) for _ in range(ROUNDS)]
    scan = statistics.median(turn[0] for turn in turns)
    yield f"Polars scan and sum: {scan:.3f} s"
    for name in runs:
        seconds = statistics.median(turn[1][name]["seconds"] for turn in turns)
        peak = max(turn[1][name]["peak_mb"] for turn in turns)
        yield f"engine, {name}: {seconds:.3f} s, peak {peak:.0f} MB, {seconds / scan:.2f} x the scan"


def _beside_svy(folder: Path, structure: Path) -> Iterator[str]:
    if not find_spec("svy"):
        yield "svy is not installed (extra [bench]): no comparison"
        return
    data = folder / "smaller.parquet"
    write_survey(data, SVY_ROWS)
    ours, theirs = engine(data, structure, "--weight", "weight")["seconds"], svy_estimates(data)
    yield f"svy, {SVY_ROWS:,} rows: {theirs:.1f} s, items only; engine with roll-ups {ours:.3f} s: {theirs / ours:.0f} times faster"
