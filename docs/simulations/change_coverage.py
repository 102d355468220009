"""How often 95% intervals of a change between two waves hold the true change, where the second goes to some villages of the first.

    python docs/simulations/change_coverage.py [samples]

A village's level is its own, part of it lasting from wave to wave, part of it new in each; villages that the second wave draws anew have
nothing to do with those of the first. Strata differ, and all change alike. Each sample goes through the engine.
Prints a Markdown table: coverage and mean width of intervals as of independent samples, and as published.
"""

import sys
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipeline.design import Design
from pipeline.differences import wave_differences
from pipeline.estimate import Results, estimate
from pipeline.indices import Definition, Measure

DEFINITION = Definition("one item", 5, (Measure("q", None, "item", "q", None, 0, ("q",)),))
DESIGN = Design("stratum", "village", nested=True)
VILLAGE_SD, PERSON_SD, MEAN, STRATA_APART = 0.25, 0.7, 4.1, 0.1
CHANGE = 0.1  # levels: 2 points


@dataclass(frozen=True)
class Survey:
    """strata x villages x persons; `shared` villages of each stratum are in both waves, `lasting` is the share of villages' variance that lasts."""

    strata: int
    villages: int
    persons: int
    shared: int
    lasting: float

    def waves(self, random: np.random.Generator) -> tuple[Results, Results]:
        """The second wave and the first."""
        old = random.normal(0, 1, (2, self.strata, self.villages))
        new = random.normal(0, 1, (2, self.strata, self.villages))
        new[0, :, :self.shared] = old[0, :, :self.shared]
        weight = np.sqrt([self.lasting, 1 - self.lasting])
        return tuple(self._answers(random, VILLAGE_SD * np.tensordot(weight, effects, 1) + change) for effects, change in ((new, CHANGE), (old, 0.0)))

    def _answers(self, random: np.random.Generator, effects: np.ndarray) -> Results:
        level = MEAN + effects + STRATA_APART * np.arange(self.strata)[:, None]
        latent = np.clip(np.repeat(level.ravel(), self.persons) + random.normal(0, PERSON_SD, level.size * self.persons), 1, 4.999)
        # a level drawn so that its mean is the latent value
        answers = np.floor(latent) + (random.random(len(latent)) < latent - np.floor(latent))
        stratum, village = (np.repeat(part.ravel(), self.persons).astype(str) for part in np.indices(level.shape))
        return estimate(pa.table({"stratum": stratum, "village": village, "q": answers.astype(np.int8)}), DESIGN, DEFINITION, rollup_effects=False)

    @property
    def pairs(self) -> list:
        """The shared villages, which have the same code in both waves."""
        codes = [(str(stratum), str(village)) for stratum in range(self.strata) for village in range(self.shared)]
        return list(zip(codes, codes, strict=True))

    def true_change(self, random: np.random.Generator) -> float:
        """In points, of a very large sample: the best level cuts some of the change off."""
        large = Survey(self.strata, 40_000 // self.strata, 25, 0, self.lasting)
        new, old = large.waves(random)
        return new.of()[0].score - old.of()[0].score

    def __str__(self) -> str:
        return f"{self.strata} x {self.villages} villages x {self.persons}, {self.shared} of {self.villages} shared"


SHAPES = ((3, 6, 27, (0, 2, 3, 6)), (3, 4, 20, (2, 4)), (1, 12, 20, (0, 6, 12)), (4, 15, 10, (0, 7, 15)))
SURVEYS = [Survey(strata, villages, persons, shared, lasting) for strata, villages, persons, every in SHAPES for shared in every for lasting in (0.8, 0.4)]


def row(survey: Survey, samples: int, random: np.random.Generator) -> str:
    true, found = survey.true_change(random), []
    for _ in range(samples):
        new, old = survey.waves(random)
        both = (wave_differences(new, old)[0], wave_differences(new, old, shared=survey.pairs)[0])
        found.append([value for change in both for value in (change.lo <= true <= change.hi, change.hi - change.lo)])
    held, width, held_shared, width_shared = np.mean(found, axis=0)
    return f"| {survey} | {survey.lasting:.0%} | {held:.1%} | {width:.2f} | {held_shared:.1%} | {width_shared:.2f} |"


def main(samples: int) -> None:
    print("| survey | lasting | independent: held | width | published: held | width |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for place, survey in enumerate(SURVEYS):
        print(row(survey, samples, np.random.default_rng(place)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
