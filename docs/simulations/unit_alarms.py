"""How often units that are all alike seem to differ: from the rest (tests, Holm) and in rank (sets), where units have few villages.

    python docs/simulations/unit_alarms.py [samples]

Communes lie inside strata from which villages were drawn, or are desks in a single stratum; a commune's villages are its own.
All true scores are one and the same, so every claim is false. Then one commune is set lower by two, by four true standard errors
of its difference: how often that is found. Each sample goes through the engine. Prints two Markdown tables.
"""

import sys
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from pipeline.design import Design
from pipeline.errors import DesignError
from pipeline.estimate import Results, estimate
from pipeline.indices import Definition, Measure
from pipeline.ranks import rank_sets
from pipeline.rest import against_rest

DEFINITION = Definition("one item", 5, (Measure("q", None, "item", "q", None, 0, ("q",)),))
VILLAGE_SD, PERSON_SD, MEAN, ALPHA = 0.2, 0.7, 4.25, 0.05


@dataclass(frozen=True)
class Survey:
    """communes x villages x persons, the communes shared out to the strata one after the other."""

    communes: int
    villages: int
    persons: int
    strata: int

    def draw(self, random: np.random.Generator, lower: float = 0.0) -> Results:
        """One sample; the first commune's true score is `lower` levels below the others'."""
        commune = np.repeat(np.arange(self.communes), self.villages * self.persons)
        village = np.repeat(np.arange(self.communes * self.villages), self.persons)
        effect = random.normal(0, VILLAGE_SD, self.communes * self.villages)[village] - lower * (commune == 0)
        latent = np.clip(MEAN + effect + random.normal(0, PERSON_SD, len(village)), 1, 4.999)
        # a level drawn so that its mean is the latent value
        level = np.floor(latent) + (random.random(len(village)) < latent - np.floor(latent))
        table = pa.table({"commune": [f"{c:03d}" for c in commune], "stratum": (commune * self.strata // self.communes).astype(str),
                          "village": village.astype(str), "q": level.astype(np.int8)})
        return estimate(table, Design("stratum", "village"), DEFINITION, domains=("commune",), rollup_effects=False)

    def __str__(self) -> str:
        return f"{self.communes} x {self.villages} villages x {self.persons}, {self.strata} strata".replace(" 1 strata", " 1 stratum")


SURVEYS = (Survey(9, 2, 27, 3), Survey(20, 3, 20, 4), Survey(9, 4, 20, 3), Survey(20, 4, 20, 4), Survey(9, 6, 20, 3), Survey(9, 8, 20, 3),
           Survey(12, 15, 10, 1), Survey(40, 10, 10, 1))
TRIED = (Survey(9, 4, 20, 3), Survey(9, 6, 20, 3), Survey(9, 8, 20, 3), Survey(12, 15, 10, 1))
CONVENTIONS = (False, True)  # R's, and what a run publishes


def alarms(survey: Survey, samples: int, random: np.random.Generator) -> str:
    """Per cent of samples: some unit differs (both conventions), single tests below 5% (published), some rank set is false."""
    some, single, ranks = np.zeros(2), [], 0
    for _ in range(samples):
        results = survey.draw(random)
        for place, cautious in enumerate(CONVENTIONS):
            tested = [d for d in against_rest(results, "commune", ["q"], cautious=cautious) if d.p is not None]
            some[place] += any(d.p_holm < ALPHA for d in tested)
        single += [d.p < ALPHA for d in tested]
        ranks += _some_rank_is_false(results)
    if not single:
        return f"{100 * some[0] / samples:.1f}% | not tested | | not ranked"
    return f"{100 * some[0] / samples:.1f}% | {100 * some[1] / samples:.1f}% | {100 * np.mean(single):.1f}% | {100 * ranks / samples:.1f}%"


def _some_rank_is_false(results: Results) -> bool:
    """Units that are alike share all ranks."""
    try:
        ranked = [one for one in rank_sets(results, "commune", "q", draws=500) if one.rank]
    except DesignError:
        return False
    return any((one.best, one.worst) != (1, len(ranked)) for one in ranked)


def power(survey: Survey, errors: int, samples: int, random: np.random.Generator) -> str:
    """Per cent of samples in which the commune set lower is found: by its own test, and after Holm; R's convention, then the published."""
    lower, found = errors * _error(survey), np.zeros(4)
    for _ in range(samples):
        results = survey.draw(random, lower)
        firsts = [against_rest(results, "commune", ["q"], cautious=cautious)[0] for cautious in CONVENTIONS]
        found += [p < ALPHA for d in firsts for p in (d.p, d.p_holm)]
    return " | ".join(f"{100 * share:.0f}%" for share in found / samples)


def _error(survey: Survey) -> float:
    """True standard error, in levels, of a commune's difference to the rest; a level of an even latent has variance 1/6 about it."""
    village = VILLAGE_SD**2 + (PERSON_SD**2 + 1 / 6) / survey.persons
    return (village / survey.villages * (1 + 1 / (survey.communes - 1))) ** 0.5


def main(samples: int) -> None:
    seeded = partial(np.random.default_rng, 20240603)
    print("| all alike | R's joint df: some unit differs | published: some unit differs | single tests | some rank set false |\n| --- | ---: | ---: | ---: | ---: |")
    for survey in SURVEYS:
        print(f"| {survey} | {alarms(survey, samples, seeded())} |", flush=True)
    print("\n| one commune lower | true errors | R's joint df: alone | after Holm | published: alone | after Holm |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for survey in TRIED:
        for errors in (2, 4):
            print(f"| {survey} | {errors} | {power(survey, errors, samples // 5, seeded())} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
