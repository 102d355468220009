"""The answers of a household wave: section B at the published scores, A and C at the published shares."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from demo.background import Ticks, scale_counts, ticked_items
from demo.draws import Draw
from demo.levels import Opinions, levels_with_total
from demo.people import about, cluster_effects, person_of
from demo.places import Thon, sampled_thon
from demo.published import counts_behind, satisfaction_scores
from demo.ticks import sizes_with_total, ticks_with_totals
from forms import Instrument, load

# Why a box on paper has no valid level; None: left blank. Only what the instrument allows there is used.
SILENCES = {"dk": 5, "na": 2, "ref": 1, "inv": 1, None: 6}
RELUCTANT = 6
OTHER_TEXTS = {"A2": ("Nhóm Zalo của thôn", "Bảng tin ở nhà văn hóa", "Loa kéo của tổ liên gia")}
# Those who answered badly about officials come first in these lists of options.
WORST_FIRST = {"A5": ("many", "some", "none"), "A6": ("many", "some", "none")}
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
    pile = _Pile(draw, instrument, homes)
    for item, score in satisfaction_scores(wave.year).items():
        pile.rate(item, *counts_behind(score, len(homes), pile.levels[item]), theme=item.rpartition(".")[0])
    for item, counts in scale_counts(wave.year, len(homes), pile.levels).items():
        pile.rate(item, *counts, theme=item.partition(".")[0])
    for item, ticks in ticked_items(wave.year, len(homes)).items():
        pile.rank(item, ticks) if item in WORST_FIRST else pile.tick(item, ticks)
    pile.describe()
    days = [_day(wave, draw, number // wave.households) for number in range(len(homes))]
    return [PaperForm(*form) for form in zip(wave.serials(), homes, days, pile.answers)]


def _day(wave: HouseholdWave, draw: Draw, thon_before: int) -> date:
    return wave.opens_on + timedelta(days=DAYS_BETWEEN_THON * thon_before + draw.below(DAYS_IN_A_THON))


class _Pile:
    """A pile of forms being filled in, item by item over all people."""

    def __init__(self, draw: Draw, instrument: Instrument, homes: list[Thon]):
        self._draw = draw
        self._instrument = instrument
        self._homes = homes
        effects = cluster_effects(draw, sorted({thon.code for thon in homes}))
        self._opinions = Opinions(draw, [person_of(draw, thon.code) for thon in homes], effects)
        order = draw.shuffled(range(len(homes)))
        self._reluctant, self._others = order[:RELUCTANT], order[RELUCTANT:]
        self.levels = {code: len(item.scale.levels) for code, item in instrument.items.items() if item.scale}
        self.answers: list[dict] = [{} for _ in homes]

    def rate(self, item: str, valid: int, total: int, theme: str) -> None:
        """A level from each of `valid` people, `total` together."""
        opinions = self._opinions.on(theme)
        speakers = self._speakers(item, valid)
        rated = levels_with_total([opinions[person] for person in speakers], self.levels[item], total)
        self._write(item, zip(speakers, rated, strict=True))

    def tick(self, item: str, ticks: Ticks) -> None:
        """Boxes ticked, each by exactly its number of people; an exclusive box stands alone."""
        speakers = self._draw.shuffled(self._speakers(item, ticks.people))
        for box, count in ticks.alone.items():
            self._write(item, ((speakers.pop(), [box]) for _ in range(count)))
        most = self._instrument.items[item].choose or len(ticks.totals)
        sizes = sizes_with_total(self._draw, len(speakers), sum(ticks.totals.values()), most)
        self._write(item, zip(speakers, ticks_with_totals(self._draw, sizes, ticks.totals), strict=True))
        self._write_other(item, speakers)

    def rank(self, item: str, ticks: Ticks) -> None:
        """One box each: the worst for the least content."""
        opinions = self._opinions.on(item)
        speakers = sorted(self._speakers(item, ticks.people), key=opinions.__getitem__)
        boxes = [box for box in WORST_FIRST[item] for _ in range(ticks.totals[box])]
        self._write(item, zip(speakers, boxes, strict=True))

    def describe(self) -> None:
        """Section D."""
        for answers, thon in zip(self.answers, self._homes, strict=True):
            answers.update(about(self._draw, "urban" if thon.name.startswith("tổ dân phố") else "rural"))

    def _speakers(self, item: str, valid: int) -> list[int]:
        """The people with a valid answer; the others get a reason or a blank. Few people leave most of the blanks."""
        silent = len(self._homes) - valid
        hesitant = self._draw.shuffled(self._reluctant) + (self._draw.shuffled(self._others) if silent > RELUCTANT else [])
        allowed = {nonanswer.code for nonanswer in self._instrument.nonanswers_of(self._instrument.items[item], "paper")}
        reasons = {reason: weight for reason, weight in SILENCES.items() if reason is None or reason in allowed}
        chosen = hesitant[:silent]
        self._write(item, ((person, self._draw.pick(reasons)) for person in chosen))
        return [person for person in range(len(self._homes)) if person not in set(chosen)]

    def _write(self, item: str, given: Iterable[tuple[int, object]]) -> None:
        for person, answer in given:
            if answer is not None:
                self.answers[person][item] = answer

    def _write_other(self, item: str, speakers: list[int]) -> None:
        """The words beside a ticked free-text box."""
        texts, other = OTHER_TEXTS.get(item, ()), self._instrument.items[item].other_code
        ticked = [person for person in speakers if other and "other" in self.answers[person][item]]
        self._write(other, ((person, texts[place % len(texts)]) for place, person in enumerate(ticked)))
