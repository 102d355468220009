"""Runs of the estimation engine and of its peers, each in a process of its own, timed from opening the file to results in memory."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ENGINE = "from pipeline.estimate_command import estimate_command; estimate_command()"
POLARS = """
import sys, time, polars
start = time.perf_counter()
polars.scan_parquet(sys.argv[1]).select(polars.selectors.numeric().sum()).collect()
print(time.perf_counter() - start)
"""
SVY = """
import sys, time, polars, svy
start = time.perf_counter()
data = polars.read_parquet(sys.argv[1])
sample = svy.Sample(data=data, design=svy.Design(stratum="stratum", psu="village", wgt="weight"))
items = [name for name in data.columns if name.startswith("q")]
for item in items:
    sample.estimation.mean(y=item, drop_nulls=True)
    sample.estimation.mean(y=item, by="commune", drop_nulls=True)
print(time.perf_counter() - start)
"""


def engine(data: Path, structure: Path, *options: str) -> dict:
    """The engine's own timings: seconds, peak_mb, parts."""
    design = ["--stratum", "stratum", "--psu", "village", "--domain", "commune", "--timings", "--out", str(structure.parent / "results")]
    return json.loads(_output(ENGINE, str(data), "--structure", str(structure), *design, *options).splitlines()[-1])


def polars_scan(data: Path) -> float:
    """Seconds in which Polars reads and sums every number of the file."""
    return float(_output(POLARS, str(data)))


def svy_estimates(data: Path) -> float:
    """Seconds in which `svy` gives items' means with errors, overall and by commune (no roll-ups: it has none)."""
    return float(_output(SVY, str(data)).splitlines()[-1])


def _output(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"a bench process failed: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout
