"""Invented survey files of any size for the engine's benches: 39 items, 129 communes, 1,300 villages, three strata."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ITEMS = 39
COMMUNES, VILLAGES = 129, 1300
BLANK = 0.05


def write_survey(path: Path, rows: int, seed: int = 1, items: int = ITEMS, communes: int = COMMUNES) -> None:
    """One Parquet file: text codes, a weight of four decimals, items as small integers with 5% blank."""
    random = np.random.default_rng(seed)
    village = random.integers(0, VILLAGES, rows)
    commune = village % communes
    person = random.normal(0, 0.5, rows) + random.normal(0, 0.3, VILLAGES)[village]
    columns = {
        "stratum": _codes("{:02d}", commune % 3, 3), "commune": _codes("{:05d}", commune, communes),
        "village": _codes("{:06d}", village, VILLAGES), "weight": pa.array(np.round(random.uniform(5, 300, rows), 4)),
    }
    for name in item_names(items):
        level = np.clip(np.rint(3.9 + person + random.normal(0, 0.7, rows)), 1, 5).astype(np.int8)
        columns[name] = pa.array(level, mask=random.random(rows) < BLANK)
    pq.write_table(pa.table(columns), path)


def write_structure(path: Path, items: int = ITEMS) -> None:
    """Components of four items, two indices, overall."""
    names = item_names(items)
    components = {f"c{place // 4 + 1}": names[place : place + 4] for place in range(0, items, 4)}
    half = items * 2 // 5
    content = {"items": names, "components": components, "indices": {"policy": names[:half], "service": names[half:]}, "overall": names}
    path.write_text(json.dumps(content), encoding="utf-8")


def item_names(items: int) -> list[str]:
    return [f"q{place:02d}" for place in range(1, items + 1)]


def _codes(form: str, index: np.ndarray, size: int) -> pa.Array:
    names = pa.array([form.format(place) for place in range(size)])
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), names).cast(pa.string())
