"""The answers of a household wave: section B at the published scores, A and C at the published shares."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from demo.background import scale_counts, ticked_items
from demo.draws import Draw
from demo.pile import Pile
from demo.places import Thon, sampled_thon
from demo.published import counts_behind, satisfaction_scores
from forms import load

DAYS_IN_A_THON, DAYS_BETWEEN_THON = 4, 2


@dataclass(frozen=True)
class HouseholdWave:
    """A household wave to be made: `households` forms from each of the 18 thôn."""

    code: str
    year: int
    households: int
    opens_on: date
    closes_on: date

    def serials(self) -> Iterator[str]:
        """The serial numbers printed on the forms, thôn after thôn."""
        return (f"{self.year}-{number:04}" for number in count(1))


HH_2023 = HouseholdWave("hh-2023", 2023, 31, date(2023, 10, 2), date(2023, 11, 17))
HH_2024 = HouseholdWave("hh-2024", 2024, 27, date(2024, 9, 30), date(2024, 11, 15))


@dataclass(frozen=True)
class PaperForm:
    """One form that came back: its serial number, its thôn, the day it was filled in, and the coded answers."""

    serial: str
    thon: Thon
    answered_on: date
    answers: dict


def paper_forms(wave: HouseholdWave) -> list[PaperForm]:
    """All forms of the wave, the same at every call and on every machine."""
    instrument = load("sipas_household", str(wave.year))
    draw = Draw(wave.code)
    homes = [thon for thon in sampled_thon() for _ in range(wave.households)]
    pile = Pile(draw, instrument, homes)
    satisfaction = {item: counts_behind(score, len(homes), pile.levels[item]) for item, score in satisfaction_scores(wave.year).items()}
    pile.fill_in(satisfaction, scale_counts(wave.year, len(homes), pile.levels), ticked_items(wave.year, len(homes)))
    days = [_day(wave, draw, number // wave.households) for number in range(len(homes))]
    return [PaperForm(*form) for form in zip(wave.serials(), homes, days, pile.answers)]


def _day(wave: HouseholdWave, draw: Draw, thon_before: int) -> date:
    return wave.opens_on + timedelta(days=DAYS_BETWEEN_THON * thon_before + draw.below(DAYS_IN_A_THON))
