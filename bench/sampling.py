"""Time of the draw for a frame of 2,000 thôn: the draw alone, with storing it, and proving it again.

How: 125 communes of 16 villages, on SQLite with durability on; 18 villages x 27 households as in the published samples, and 300 x 27.
"""
from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from survey_app.database import open_engine
from survey_app.migrate import upgrade
from survey_app.sampling.case_list import list_cases
from survey_app.sampling.draw import draw_sample
from survey_app.sampling.drawing import draw_wave, verify_draw
from survey_app.sampling.frame_store import import_frame
from survey_app.sampling.plan import Plan
from survey_app.sampling.villages import Frame
from tests.sampling.conftest import HEADER, WAVE, add_wave, row_of, small_frame

COMMUNES, VILLAGES = (5, 25), 16


def measure() -> Iterator[str]:
    """Lines of figures."""
    frame = small_frame(*COMMUNES, VILLAGES)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        add_wave(engine)
        path = Path(folder) / "khung.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *map(row_of, frame.villages)])
        yield f"frame of {len(frame.villages)} villages imported with its units: {_seconds(lambda: import_frame(engine, WAVE, path, 'bench')):.2f} s"
        for plan, replacing in ((Plan(), None), (Plan(psus=300), "bench")):
            alone = _seconds(lambda plan=plan: draw_sample(Frame.of(frame.villages), plan, "1").digest)
            stored = _seconds(lambda plan=plan, why=replacing: draw_wave(engine, WAVE, "1", plan, "bench", why))
            proved, listed = _seconds(lambda: verify_draw(engine, WAVE)), _seconds(lambda: list_cases(engine, WAVE))
            yield f"{plan.psus} villages x {plan.households}: draw {alone:.3f} s, draw and store {stored:.3f} s, verify {proved:.3f} s, list all cases {listed:.3f} s"
        engine.dispose()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
