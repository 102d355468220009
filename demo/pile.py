"""A pile of paper forms that are filled in item by item, so that every item has the counts asked for."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from demo.background import Ticks
from demo.draws import Draw
from demo.levels import Opinions, levels_with_total
from demo.people import about, cluster_effects, person_of
from demo.places import Thon
from demo.ticks import sizes_with_total, ticks_with_totals
from forms import Instrument

# Why a box on paper has no valid level; None: left blank. Only what the instrument allows there is used.
SILENCES = {"dk": 5, "na": 2, "ref": 1, "inv": 1, None: 6}
RELUCTANT = 6
OTHER_TEXTS = {"A2": ("Nhóm Zalo của thôn", "Bảng tin ở nhà văn hóa", "Loa kéo của tổ liên gia")}
# Those who answered badly about officials come first in these lists of options.
WORST_FIRST = {"A5": ("many", "some", "none"), "A6": ("many", "some", "none")}


class Pile:
    """A pile of forms being filled in, item by item over all people: one in each of `homes`.

    `answers` has what each form says so far, `levels` how many levels each scale item has.
    """

    def __init__(self, draw: Draw, instrument: Instrument, homes: Sequence[Thon]):
        self._draw = draw
        self._instrument = instrument
        self._homes = homes
        effects = cluster_effects(draw, sorted({thon.code for thon in homes}))
        self._opinions = Opinions(draw, [person_of(draw, thon.code) for thon in homes], effects)
        order = draw.shuffled(range(len(homes)))
        self._reluctant, self._others = order[:RELUCTANT], order[RELUCTANT:]
        self.levels = {code: len(item.scale.levels) for code, item in instrument.items.items() if item.scale}
        self.answers: list[dict] = [{} for _ in homes]

    def fill_in(self, satisfaction: Mapping[str, tuple[int, int]], background: Mapping[str, tuple[int, int]], ticked: Mapping[str, Ticks]) -> None:
        """The whole questionnaire: (valid answers, total of levels) of the items of section B and of the scales of A, ticks of A and C, then D."""
        for item, counts in satisfaction.items():
            self.rate(item, *counts, theme=item.rpartition(".")[0])
        for item, counts in background.items():
            self.rate(item, *counts, theme=item.partition(".")[0])
        for item, ticks in ticked.items():
            self.rank(item, ticks) if item in WORST_FIRST else self.tick(item, ticks)
        self.describe()

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
