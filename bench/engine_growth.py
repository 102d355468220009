"""How the engine's seconds and megabytes grow with rows (to 100 million), domains and items."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.engine_data import COMMUNES, ITEMS, write_structure, write_survey
from bench.engine_runs import engine

PART_ROWS = 1_000_000
PARTS = (1, 3, 10, 30, 100)


def measure() -> Iterator[str]:
    """Weighted. Folders of 1-million-row partitions, each generated on its own (3 GB of disk)."""
    yield f"{'rows':>12} {'communes':>9} {'items':>6} {'seconds':>8} {'MB':>6} {'us a row':>9}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_structure(folder / "structure.json")
        parts = [folder / f"part-{place:03d}.parquet" for place in range(max(PARTS))]
        with ProcessPoolExecutor() as pool:
            list(pool.map(write_survey, parts, [PART_ROWS] * len(parts), range(len(parts))))
        for count in PARTS:
            yield _line(_linked(folder / f"of-{count}", parts[:count]), folder / "structure.json", count * PART_ROWS, COMMUNES, ITEMS)
        for communes in (1, 1300):
            write_survey(folder / "domains.parquet", PART_ROWS, communes=communes)
            yield _line(folder / "domains.parquet", folder / "structure.json", PART_ROWS, communes, ITEMS)
        for items in (4, 120):
            write_survey(folder / "items.parquet", PART_ROWS, items=items)
            write_structure(folder / "items.json", items)
            yield _line(folder / "items.parquet", folder / "items.json", PART_ROWS, COMMUNES, items)


def _linked(folder: Path, parts: list[Path]) -> Path:
    """A folder that holds these partitions and no others."""
    folder.mkdir()
    for part in parts:
        os.link(part, folder / part.name)
    return folder


def _line(data: Path, structure: Path, rows: int, communes: int, items: int) -> str:
    run = engine(data, structure, "--weight", "weight")
    return f"{rows:>12,} {communes:>9} {items:>6} {run['seconds']:>8.2f} {run['peak_mb']:>6.0f} {1e6 * run['seconds'] / rows:>9.3f}"
