"""The worked example of docs/engine.md runs as it is printed."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import indices

DOCUMENT = Path(__file__).parents[2] / "docs" / "engine.md"
ROWS = 400


def write_wave(path: Path, seed: int) -> None:
    """A wave with the columns that the document names."""
    random = np.random.default_rng(seed)
    village = random.integers(0, 18, ROWS)
    columns = {"district": [f"D{v % 3}" for v in village], "village": [f"{v:04d}" for v in village],
               "commune": [("00123", "00456", "00789")[c] for c in random.integers(0, 3, ROWS)], "weight": random.uniform(10, 90, ROWS).round(2)}
    levels = {code: random.integers(3, 6, ROWS).astype(np.int8) for code in indices.load("sipas").items}
    pq.write_table(pa.table(columns | levels), path)


def test_the_worked_example_runs(tmp_path, monkeypatch, capsys):
    write_wave(tmp_path / "wave.parquet", 1)
    write_wave(tmp_path / "last.parquet", 2)
    monkeypatch.chdir(tmp_path)
    program = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL).group(1)
    exec(compile(program, str(DOCUMENT), "exec"), {})  # noqa: S102
    assert len(capsys.readouterr().out.splitlines()) == 1 + 51
