"""The draw: strata, villages by probability proportional to size or with equal chances, households, their reserve.

Everything follows from the frame, the plan and the seed. Random numbers (see `random_numbers`) are asked for by purpose:
"psu" with the stratum's code, "households" with the village's, "reserve" with village code/household number.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from survey_app.sampling.allocation import allocate
from survey_app.sampling.plan import Area, Plan, group, resolved
from survey_app.sampling.random_numbers import checked_seed, digest, random_below
from survey_app.sampling.refusals import Refused
from survey_app.sampling.respondents import kish_table
from survey_app.sampling.serials import serial_of
from survey_app.sampling.systematic import certain_units, select, select_equal
from survey_app.sampling.villages import Frame, Village, digest_lines, line


@dataclass(frozen=True)
class DrawnPsu:
    """A drawn village: its probability, the numbers on its list of the households taken, and of the reserve in order of use."""

    stratum: Area
    village: Village
    probability: Fraction
    self_representing: bool
    households: tuple[int, ...]
    reserve: tuple[int, ...]

    @property
    def household_probability(self) -> Fraction:
        """The probability of each of its households, once the village is drawn."""
        return Fraction(len(self.households), self.village.present_households)

    @property
    def weight(self) -> Fraction:
        """The base weight of each of its households: one over the product of both probabilities."""
        return 1 / (self.probability * self.household_probability)


@dataclass(frozen=True)
class DrawnCase:
    """A drawn household with the serial number of its form."""

    psu: DrawnPsu
    household: int
    serial: str
    kish_table: str | None


@dataclass(frozen=True)
class Sample:
    """A sample, and all that it follows from."""

    seed: str
    frame_digest: str
    plan: Plan
    psus: tuple[DrawnPsu, ...]

    @cached_property
    def cases(self) -> tuple[DrawnCase, ...]:
        """The drawn households in the order of their serial numbers."""
        places = ((psu, household) for psu in self.psus for household in psu.households)
        return tuple(
            DrawnCase(psu, household, serial_of(number), kish_table(self.plan.respondent, number))
            for number, (psu, household) in enumerate(places, 1)
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what was drawn: a line a PSU, then a line a case; probabilities as fractions in lowest terms."""
        psus = [line([*psu.stratum, psu.village.code, str(psu.probability), psu.village.present_households, psu.reserve]) for psu in self.psus]
        cases = [line([case.serial, case.psu.village.code, case.household, str(case.psu.weight), case.kish_table]) for case in self.cases]
        return digest_lines([self.plan.respondent, *psus, *cases])


def draw_sample(frame: Frame, plan: Plan, seed: str) -> Sample:
    """Draw a sample; the same frame, plan and seed give the same one. Refused for a plan that the frame cannot give."""
    checked_seed(seed)
    plan = resolved(plan, frame)
    strata = group(frame, plan.strata)
    psus = []
    for (area, villages), take in zip(strata.items(), takes(strata, plan), strict=True):
        psus += _draw_stratum(area, villages, take, plan, seed, frame.digest)
    return Sample(seed, frame.digest, plan, tuple(psus))


def takes(strata: dict[Area, list[Village]], plan: Plan) -> list[int]:
    """Villages to draw from each stratum, in its order; more where a large one is certain (see `certain_units`). Refused when there is no room."""
    villages = [len(group) for group in strata.values()]
    if plan.allocation is None:
        return allocate(plan.psus, [sum(village.households for village in group) for group in strata.values()], villages)
    return [_given(code, plan, count) for (code, _), count in zip(_known(strata, plan), villages, strict=True)]


def _known(strata: dict[Area, list[Village]], plan: Plan) -> list[Area]:
    codes = {code for code, _ in strata}
    odd = sorted(codes ^ set(plan.allocation))
    if odd:
        state = "has no number of PSUs" if odd[0] in codes else "is no stratum of this frame"
        raise Refused(f"expected a number of PSUs for each stratum ({', '.join(sorted(codes))}); {odd[0]} {state}")
    return list(strata)


def _given(code: str, plan: Plan, villages: int) -> int:
    take, least = plan.allocation[code], min(2, villages)
    if not least <= take <= villages:
        raise Refused(f"expected from {least} to {villages} PSUs in stratum {code}; came {take}")
    return take


def _draw_stratum(area: Area, villages: list[Village], take: int, plan: Plan, seed: str, frame_digest: str) -> Iterator[DrawnPsu]:
    sizes = [village.households if plan.method == "pps" else 1 for village in villages]
    certain, left = certain_units(sizes, take)
    others = [place for place in range(len(villages)) if place not in certain]
    total, hits = sum(sizes[place] for place in others), []
    if others:
        start = random_below(total, seed, frame_digest, "psu", area[0])
        hits = [others[hit] for hit in select([sizes[place] for place in others], left, start)]
    for place in sorted(certain.union(hits)):
        chance = Fraction(1) if place in certain else Fraction(left * sizes[place], total)
        chosen, reserve = _draw_households(villages[place], plan, seed, frame_digest)
        yield DrawnPsu(area, villages[place], chance, place in certain, chosen, reserve)


def _draw_households(village: Village, plan: Plan, seed: str, frame_digest: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The households taken systematically (all, where there are no more), and the first of the others in hashed order."""
    count = village.present_households
    start = random_below(count, seed, frame_digest, "households", village.code)
    chosen = [place + 1 for place in select_equal(count, min(plan.households, count), start)]
    others = sorted(set(range(1, count + 1)).difference(chosen), key=lambda number: digest(seed, frame_digest, "reserve", f"{village.code}/{number}"))
    return tuple(chosen), tuple(others[:plan.reserve])
