"""Small invented surveys for the engine: four items in two components, three strata, a handful of PSUs."""

import numpy as np
import pyarrow as pa

from pipeline.design import Design
from pipeline.indices import Definition, Measure

ITEMS = ("a1", "a2", "b1", "b2")


def small_definition() -> Definition:
    rows = [("ALL", None, "overall", ITEMS), ("A", "ALL", "component", ITEMS[:2]), ("a1", "A", "item", ("a1",)), ("a2", "A", "item", ("a2",)),
            ("B", "ALL", "component", ITEMS[2:]), ("b1", "B", "item", ("b1",)), ("b2", "B", "item", ("b2",))]
    return Definition("small", 5, tuple(Measure(code, parent, level, code, code, order, items)
                                        for order, (code, parent, level, items) in enumerate(rows)))


def small_survey(rows: int = 240, seed: int = 1, weights: str = "decimal") -> pa.Table:
    """Rows with `stratum`, `psu`, `commune`, `weight`, `sex`, `age` and the items, a tenth of answers blank."""
    random = np.random.default_rng(seed)
    psu = random.integers(0, 12, rows)
    effect = random.normal(0, 0.4, 12)[psu]
    columns = {
        "stratum": [f"{p % 3:02d}" for p in psu], "psu": [f"{p:03d}" for p in psu],
        "commune": [f"C{c}" for c in random.integers(0, 4, rows)],
        "weight": WEIGHTS[weights](random, rows),
        "sex": random.choice(["F", "M"], rows).tolist(), "age": random.choice(["young", "old"], rows).tolist(),
    }
    for item in ITEMS:
        level = np.clip(np.rint(3.8 + effect + random.normal(0, 0.8, rows)), 1, 5).astype(np.int8)
        columns[item] = pa.array(level, mask=random.random(rows) < 0.1)
    return pa.table(columns)


WEIGHTS = {
    "decimal": lambda random, rows: np.round(random.uniform(5, 300, rows), 4),
    "binary": lambda random, rows: random.lognormal(3, 2, rows),
    "whole": lambda random, rows: random.integers(1, 50, rows).astype(float),
}
DESIGN = Design(stratum="stratum", psu="psu", weight="weight")
