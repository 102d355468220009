"""What each item of a wave should reach, and by whose word; the priorities a run publishes, of shown items alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.estimate import ALL, Results
from pipeline.indices import Definition
from pipeline.priorities import Priority, priorities
from pipeline.shown import Shown

MAXIMUM = 100.0


@dataclass(frozen=True, slots=True)
class Target:
    """A score, and where it comes from: "national" (the country's), "wave" (the wave's design says it) or "maximum"."""

    score: float
    source: str


def targets_of(items: Iterable[str], national: Mapping[str, float], wave: float | None) -> dict[str, Target]:
    """The target of each item: the country's figure, else what the wave's design says, else the best score there is."""
    other = Target(MAXIMUM, "maximum") if wave is None else Target(wave, "wave")
    return {item: Target(national[item], "national") if item in national else other for item in items}


def shown_priorities(results: Results, shown: Shown, targets: Mapping[str, Target], points: Definition) -> tuple[Priority, ...]:
    """Items that are shown, the one that gains the index most first."""
    found = priorities(results, {item: target.score for item, target in targets.items()}, points)
    return tuple(priority for priority in found if (None, ALL, priority.code) in shown)
