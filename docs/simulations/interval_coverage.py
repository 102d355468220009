"""How often 95% intervals for a score near the ceiling hold the true score: z, t and logit, by number of PSUs.

    python docs/simulations/interval_coverage.py [samples]

An endless population of villages: each has an effect, each person one too, five items of five levels each. The truth
is the mean of a very large sample. Prints a Markdown table.
"""

import sys

import numpy as np
import pyarrow as pa

from pipeline.design import Design
from pipeline.estimate import estimate
from pipeline.indices import Definition, Measure

ITEMS = tuple(f"q{place}" for place in range(1, 6))
DEFINITION = Definition("five items", 5, (
    Measure("ALL", None, "overall", "all", None, 0, ITEMS),
    *(Measure(item, "ALL", "item", item, None, place, (item,)) for place, item in enumerate(ITEMS, 1))))
DESIGN = Design(psu="psu")
VILLAGE_SD, PERSON_SD, ITEM_SD = 0.35, 0.55, 0.75
Z = 1.959963984540054
PLACES = (("4 villages x 4 persons", 4, 4), ("6 villages x 27 persons", 6, 27), ("18 villages x 27 persons", 18, 27))
MEANS = (3.9, 4.9, 5.6)


def answers(random: np.random.Generator, mean: float, villages: int, persons: int) -> tuple[np.ndarray, np.ndarray]:
    """Village of each person, and levels [persons, items]."""
    village = np.repeat(np.arange(villages), persons)
    effect = random.normal(0, VILLAGE_SD, villages)[village] + random.normal(0, PERSON_SD, len(village))
    latent = mean + effect[:, None] + random.normal(0, ITEM_SD, (len(village), len(ITEMS)))
    return village, np.clip(np.rint(latent), 1, 5).astype(np.int8)


def covered(random: np.random.Generator, mean: float, truth: float, villages: int, persons: int) -> list[bool]:
    """Whether z, t and logit intervals hold the truth, and whether the t interval passes 100."""
    village, levels = answers(random, mean, villages, persons)
    table = pa.table({"psu": village.astype(str)} | {item: levels[:, place] for place, item in enumerate(ITEMS)})
    e = estimate(table, DESIGN, DEFINITION, rollup_effects=False).of()[0]
    if e.lo_logit is None:  # everyone says 5
        return [False, False, False, False]
    return [abs(e.score - truth) <= Z * e.se, e.lo <= truth <= e.hi, e.lo_logit <= truth <= e.hi_logit, e.hi > 100]


def main(samples: int) -> None:
    random = np.random.default_rng(20240601)
    print("| sample | true score | z | t | logit t | t interval past 100 |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, villages, persons in PLACES:
        for mean in MEANS:
            truth = 20 * answers(random, mean, 40_000, 10)[1].mean()
            found = np.mean([covered(random, mean, truth, villages, persons) for _ in range(samples)], axis=0)
            print(f"| {name} | {truth:.1f} | " + " | ".join(f"{100 * share:.1f}%" for share in found) + " |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
