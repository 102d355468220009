"""How large a sample has to be for a wanted margin of error."""
from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from survey_app.sampling.allocation import LEAST
from survey_app.sampling.plan import HOUSEHOLDS
from survey_app.sampling.refusals import Refused

# One level of the five-level scale is 20 points: about how far single answers to an item lie from their mean.
SD = 20.0


@dataclass(frozen=True)
class Wish:
    """What is wanted and assumed: margin and sd in points of the score, 0 to 100 (for a share in percent sd is at most 50).

    deff: design effect; level: of the interval; households: issued in each PSU; population: households there are
    (None: so many that it does not matter); response_rate: share of issued households that answer.
    """

    margin: float
    deff: float
    sd: float = SD
    level: float = 0.95
    households: int = HOUSEHOLDS
    population: int | None = None
    response_rate: float = 1.0

    def __post_init__(self):
        for name, good, expected in (
            ("margin", self.margin > 0, "above 0"), ("deff", self.deff >= 1, "of 1 or more"), ("sd", self.sd > 0, "above 0"),
            ("level", 0 < self.level < 1, "between 0 and 1"), ("households", self.households >= 1, "of 1 or more"),
            ("population", self.population is None or self.population >= 1, "of 1 or more"),
            ("response rate", 0 < self.response_rate <= 1, "above 0 and at most 1"),
        ):
            if not good:
                raise Refused(f"expected a {name} {expected}; came {getattr(self, name.replace(' ', '_'))}")


@dataclass(frozen=True)
class Size:
    """n: answers needed; psus: villages to draw; issued: households to issue in them; margin: what these numbers give."""

    n: int
    psus: int
    issued: int
    margin: float


def design_effect(households: float, rho: float) -> float:
    """deff = 1 + (m - 1) rho, for m answers in each PSU that resemble one another by rho (Kish, Survey Sampling, 1965, 5.4)."""
    return 1 + (households - 1) * rho


def answers_needed(wish: Wish) -> float:
    """n = n0 deff / (1 + n0 deff / N), n0 = (z sd / margin)^2, unrounded.

    From margin = z sqrt(deff sd^2 (1/n - 1/N)): the variance of simple sampling without replacement, times deff (Kish 1965, 8.1).
    """
    endless = wish.deff * (_quantile(wish.level) * wish.sd / wish.margin) ** 2
    return endless / (1 + endless / wish.population) if wish.population else endless


def margin_of(n: float, wish: Wish) -> float:
    """The half width of the interval that n answers give (the formula above the other way round)."""
    share = 1 / n - (1 / wish.population if wish.population else 0)
    return _quantile(wish.level) * wish.sd * sqrt(wish.deff * max(share, 0))


def sample_size(wish: Wish) -> Size:
    """The sample for a wish: whole PSUs of `households` each, enough of them that the expected answers reach n, at least two."""
    n = _whole(answers_needed(wish))
    psus = max(_whole(n / (wish.households * wish.response_rate)), LEAST)
    issued = psus * wish.households
    answers = issued * wish.response_rate
    return Size(n, psus, issued, margin_of(min(answers, wish.population or answers), wish))


def _quantile(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _whole(value: float) -> int:
    """The next whole number; what rounding in the last places added does not count."""
    return ceil(round(value, 9))
