"""Who answers: how content they are, and what they say about themselves (section D)."""
from __future__ import annotations

from collections.abc import Sequence

from demo.draws import Draw
from demo.levels import CLUSTER, PERSON, Person

BLANK = 0.03

GENDERS = {"male": 52, "female": 47.5, "other": 0.5}
AGES = {"18-29": 14, "30-44": 33, "45-59": 34, "60plus": 19}
# By age: younger people stayed at school longer and work for wages.
EDUCATION = {
    "18-29": {"below_upper_secondary": 8, "upper_secondary": 40, "vocational": 27, "university": 25},
    "30-44": {"below_upper_secondary": 22, "upper_secondary": 38, "vocational": 22, "university": 18},
    "45-59": {"below_upper_secondary": 45, "upper_secondary": 36, "vocational": 11, "university": 8},
    "60plus": {"below_upper_secondary": 62, "upper_secondary": 26, "vocational": 7, "university": 5},
}
OCCUPATIONS = {
    "18-29": {"farmer": 8, "worker": 40, "self_employed": 22, "public_sector": 8, "student": 14, "home_retired": 4, "other": 4},
    "30-44": {"farmer": 22, "worker": 32, "self_employed": 26, "public_sector": 13, "home_retired": 4, "other": 3},
    "45-59": {"farmer": 42, "worker": 16, "self_employed": 23, "public_sector": 9, "home_retired": 7, "other": 3},
    "60plus": {"farmer": 36, "worker": 2, "self_employed": 12, "public_sector": 1, "home_retired": 47, "other": 2},
}


def cluster_effects(draw: Draw, clusters: Sequence[str], deviation: float = CLUSTER) -> dict[str, float]:
    """What the people of each cluster hold in common."""
    return {cluster: draw.normal(deviation) for cluster in clusters}


def person_of(draw: Draw, cluster: str) -> Person:
    """Somebody of this cluster, more or less content than their neighbours."""
    return Person(cluster, draw.normal(PERSON))


def about(draw: Draw, area: str | None = None) -> dict[str, str]:
    """Answers to section D; each is left blank now and then. `area`: rural or urban, where the form asks it."""
    age = draw.pick(AGES)
    told = {"D1": draw.pick(GENDERS), "D2": age, "D3": draw.pick(EDUCATION[age]), "D4": draw.pick(OCCUPATIONS[age])}
    if area:
        told["D5"] = area
    return {item: value for item, value in told.items() if not draw.chance(BLANK)}
