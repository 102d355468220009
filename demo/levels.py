"""Answers on a scale: correlated within people and clusters, with exactly the total that is asked for."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demo.draws import Draw

# Where one level ends and the next begins, in standard deviations below the border to the highest level: at scores
# about 85 they give some 40% "rất hài lòng", 47% "hài lòng", 11% "bình thường" and under 2% below that.
BORDERS = {4: (-2.6, -1.6, 0.0), 5: (-2.9, -2.35, -1.4, 0.0)}

# Deviations of the latent opinion; their squares sum to 1. Cluster effects are 9% of it.
CLUSTER = 0.25
CLUSTER_THEME = 0.16
PERSON = 0.60
PERSON_THEME = 0.30
OCCASION = 0.68


@dataclass(frozen=True)
class Person:
    """Somebody who answers: the cluster they belong to and how content they are apart from it."""

    cluster: str
    contentment: float


class Opinions:
    """Latent opinions: what a cluster and a person hold in general, on a theme (a component), and on the occasion."""

    def __init__(self, draw: Draw, people: Sequence[Person], cluster_effects: dict[str, float]):
        self._draw = draw
        self._people = people
        self._general = [cluster_effects[person.cluster] + person.contentment for person in people]
        self._themes: dict[str, list[float]] = {}

    def on(self, theme: str) -> list[float]:
        """One latent opinion for each person, on one more question about `theme`."""
        if theme not in self._themes:
            self._themes[theme] = self._held_on_theme()
        both = zip(self._general, self._themes[theme], strict=True)
        return [general + on_theme + self._draw.normal(OCCASION) for general, on_theme in both]

    def _held_on_theme(self) -> list[float]:
        clusters = sorted({person.cluster for person in self._people})
        shared = {cluster: self._draw.normal(CLUSTER_THEME) for cluster in clusters}
        return [shared[person.cluster] + self._draw.normal(PERSON_THEME) for person in self._people]


def levels_with_total(opinions: Sequence[float], levels: int, total: int) -> list[int]:
    """A level 1..`levels` for each opinion, so that the levels sum to `total`.

    All opinions are shifted together until the sum fits: each (person, border) pair is passed at a shift of its own,
    so passing the `total - n` that come first gives the total exactly and leaves the order of opinions, and with it
    every correlation, as drawn. Raises ValueError when the total cannot be reached.
    """
    crossings = sorted((border - opinion, place) for place, opinion in enumerate(opinions) for border in BORDERS[levels])
    passed = total - len(opinions)
    if not 0 <= passed <= len(crossings):
        raise ValueError(f"a total of {total} is impossible for {len(opinions)} answers on {levels} levels")
    answers = [1] * len(opinions)
    for _, place in crossings[:passed]:
        answers[place] += 1
    return answers


def level_of(opinion: float, levels: int) -> int:
    """The level 1..`levels` that an opinion falls into, its shift already added."""
    return 1 + sum(opinion > border for border in BORDERS[levels])
