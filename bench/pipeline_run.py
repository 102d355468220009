"""`sipas pipeline run` on the demo's hh-2024, as a whole process, against a Python process that only imports what it needs.

How: the demo province in a data folder of its own; five runs of each command in turn, the median of each; the
yardstick imports SQLAlchemy, NumPy, PyArrow and SciPy's special functions and ends.
"""
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median

from tests.servers import SIPAS

ROUNDS = 5
YARDSTICK = [sys.executable, "-c", "import sqlalchemy, numpy, pyarrow.parquet, scipy.special"]
RUN = [SIPAS, "pipeline", "run", "--wave", "hh-2024"]


def measure() -> Iterator[str]:
    """Lines of figures."""
    with tempfile.TemporaryDirectory() as data:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"SIPAS_DATA": data}
        subprocess.run([SIPAS, "demo", "--no-serve"], env=environment, check=True, capture_output=True)
        times = {"run": [], "imports": []}
        for _ in range(ROUNDS):
            times["imports"].append(_seconds(YARDSTICK, environment))
            times["run"].append(_seconds(RUN, environment))
    run, imports = median(times["run"]), median(times["imports"])
    yield f"whole process {run:.2f} s (median of {ROUNDS}); {run / imports:.1f} times the imports alone ({imports:.2f} s)"


def _seconds(command: list, environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start
