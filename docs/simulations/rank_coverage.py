"""How often the joint 95% rank sets of communes hold all true ranks at once, and how wide they are.

    python docs/simulations/rank_coverage.py [samples]

Communes have true scores spread evenly or bunched; each sample draws villages and persons, and goes through the engine.
Prints a Markdown table.
"""

import sys

import numpy as np
import pyarrow as pa

from pipeline.design import Design
from pipeline.estimate import estimate
from pipeline.indices import Definition, Measure
from pipeline.ranks import rank_sets

DEFINITION = Definition("one item", 5, (Measure("q", None, "item", "q", None, 0, ("q",)),))
CASES = (("own villages", 8, True), ("own villages", 4, True), ("share villages", 30, False))
COMMUNES = 10
SPREADS = (("2 points apart", lambda c: 3.2 + 0.1 * np.arange(c)), ("7.2 points apart", lambda c: 1.6 + 0.36 * np.arange(c)), ("all alike", lambda c: np.full(c, 4.0)))
PERSONS = 20


def sample(random: np.random.Generator, means: np.ndarray, villages: int, own: bool) -> tuple[pa.Table, Design]:
    """Answers of a stratified sample: communes are strata with villages of their own, or domains across all villages."""
    communes = len(means)
    count = communes * villages if own else villages
    village = np.repeat(np.arange(count), PERSONS)
    commune = village // villages if own else random.integers(0, communes, len(village))
    latent = means[commune] + random.normal(0, 0.25, count)[village] + random.normal(0, 0.7, len(village))
    # an answer is a level drawn so that its mean is the latent value: true scores keep the order of the means
    floor = np.floor(np.clip(latent, 1, 4.999))
    level = floor + (random.random(len(village)) < np.clip(latent, 1, 4.999) - floor)
    table = pa.table({"commune": [f"{c:02d}" for c in commune], "village": village.astype(str), "q": level.astype(np.int8)})
    return table, Design("commune" if own else None, "village")


def main(samples: int) -> None:
    random = np.random.default_rng(20240602)
    print("| 10 communes | villages | true scores | all ranks held | mean width |\n| --- | ---: | --- | ---: | ---: |")
    for name, villages, own in CASES:
        for spread, means_of in SPREADS:
            means = means_of(COMMUNES)
            held, widths = [], []
            for _ in range(samples):
                table, design = sample(random, means, villages, own)
                sets = rank_sets(estimate(table, design, DEFINITION, domains=("commune",), rollup_effects=False), "commune", "q", draws=500)
                held.append(all(_holds(s, place, means) for place, s in enumerate(sets) if s.rank))
                widths.append(np.mean([s.worst - s.best + 1 for s in sets if s.rank]))
            print(f"| {name} | {villages} | {spread} | {100 * np.mean(held):.1f}% | {np.mean(widths):.1f} of {COMMUNES} |", flush=True)


def _holds(found, place: int, means: np.ndarray) -> bool:
    """Communes that are alike share ranks: the set has to hold every rank they could take among themselves."""
    best, worst = 1 + (means > means[place] + 1e-9).sum(), (means >= means[place] - 1e-9).sum()
    return found.best <= best and found.worst >= worst


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
