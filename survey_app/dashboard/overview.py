"""The overview of a wave: five questions in their order, each with its answer in a sentence before the figure."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Row

from survey_app.compared import sampling_words
from survey_app.dashboard.before import before_note, breaks_since
from survey_app.dashboard.certainty import certainty_words
from survey_app.dashboard.domains import Domains, Listed
from survey_app.dashboard.exclusions import effect_of
from survey_app.dashboard.figure import Figure
from survey_app.dashboard.fieldwork import Fieldwork, read_fieldwork
from survey_app.dashboard.headline import change_figure, index_figure
from survey_app.dashboard.labels import DESK, kind_words, within
from survey_app.dashboard.points import drawn_as
from survey_app.dashboard.priorities import Ranked, alike_first, read_priorities, target_words
from survey_app.dashboard.pulses import DeskPulse, read_pulses
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, change_in_words, is_sure, title_of
from survey_app.exclusions.effect import Effect

FIRST, FEW = 5, 3  # items, and components, named on the overview
MOST_DRAWN = 25  # with more units than this the overview names those that differ and leaves the chart to its own page


@dataclass(frozen=True)
class Overview:
    """What the page shows of one reading; nothing is read before it is asked for."""

    reading: Reading

    @cached_property
    def index(self) -> Row | None:
        """The figure at the top."""
        return self.reading.everyone.get(self.reading.view.first.code)

    @property
    def caution(self) -> str:
        """What must be said of it."""
        return caution(self.reading.view, self.index)

    @property
    def certainty(self) -> list[str]:
        """What its interval promises, and under which conditions."""
        return certainty_words(self.reading, self.fieldwork)

    @cached_property
    def index_figure(self) -> Figure:
        """The index and its parts."""
        return index_figure(self.reading)

    @property
    def change(self) -> str | None:
        """What changed in the index, in words."""
        change = self.reading.changes.get(self.reading.view.first.code)
        if change is None or self.index is None or self.index.score is None:
            return None
        return change_in_words(self.index.score, change, self.reading.alpha, self.reading.view.interval)

    @cached_property
    def change_figure(self) -> Figure | None:
        """The slopes."""
        return change_figure(self.reading)

    @property
    def change_note(self) -> str:
        """What must be said of the figures that it changed from."""
        return before_note(self.reading)

    @property
    def change_breaks(self) -> list[str]:
        """Why it is not only a change of satisfaction."""
        return breaks_since(self.reading)

    @property
    def change_sampling(self) -> str:
        """What to know of the error of the change."""
        return sampling_words((self.reading.view.run.method.get("previous") or {}).get("shared_psus"))

    @property
    def changed_items(self) -> tuple[int, int, int]:
        """Items that surely rose, surely fell, and all that were compared."""
        found = [change for code, change in self.reading.changes.items() if self.reading.view.by_code[code].level == "item"]
        sure = [change for change in found if is_sure(change, self.reading.alpha)]
        return sum(change.difference > 0 for change in sure), sum(change.difference < 0 for change in sure), len(found)

    @cached_property
    def lowest(self) -> list[tuple[str, Row]]:
        """The components with the lowest scores; of points, those that earn the smallest part of what they could."""
        parts = [measure for measure in self.reading.view.rollups() if measure.level in ("component", "field")]
        known = [(title_of(part), self.reading.everyone[part.code]) for part in parts if part.code in self.reading.everyone]
        return sorted((one for one in known if one[1].score is not None), key=self._part_earned)[:FEW]

    def _part_earned(self, one: tuple[str, Row]) -> float:
        return one[1].score / (self.reading.view.most(one[1].measure) or 1)

    @cached_property
    def priorities(self) -> list[Ranked]:
        """All items that were ranked."""
        return read_priorities(self.reading)

    @property
    def lowest_alike(self) -> bool:
        """Whether the intervals of the lowest components overlap, so that their order may be chance."""
        first, *others = [drawn_as(self.reading.view, row.measure, (row.lo, row.hi)) for _, row in self.lowest] or [(None, None)]
        return any(None not in (first[1], lo) and lo <= first[1] for lo, _ in others)

    @property
    def alike(self) -> int:
        """How many items cannot be told from the most pressing one."""
        return alike_first(self.priorities)

    @property
    def pressing(self) -> list[Ranked]:
        """The first of them that stand below their target."""
        return [one for one in self.priorities if one.row.gap > 0][:FIRST]

    @property
    def target(self) -> str:
        """What items are held against."""
        return target_words(self.priorities)

    @cached_property
    def units(self) -> Domains | None:
        """The units that this kind of wave is reported by."""
        return Domains(self.reading, self.reading.unit_kind, self.reading.view.first) if self.reading.unit_kind else None

    @property
    def units_are(self) -> str:
        """What the units are called."""
        return within(kind_words(self.reading.view, self.units.kind))

    @property
    def units_figure(self) -> Figure | None:
        """Their chart, while there are few enough."""
        return self.units.figure() if self.units and 0 < len(self.units.rows) <= MOST_DRAWN else None

    def differing(self, above: bool) -> list[Listed]:
        """Units that surely stand above (or below) the rest, the farthest first; desks by number, for they are no league."""
        found = [one for one in self.units.listed if one.sure and (one.rest.difference > 0) == above]
        return found if self.units.kind == DESK else sorted(found, key=lambda one: -abs(one.rest.difference))

    @cached_property
    def pulses(self) -> list[DeskPulse]:
        """Desks with a signal in their newest month."""
        return [desk for desk in read_pulses(self.reading) if desk.last.signal] if self.reading.view.wave.kind == "desk" else []

    @cached_property
    def exclusions(self) -> Effect | None:
        """What leaving forms out did; None where none was left out."""
        return effect_of(self.reading) if self.reading.view.shown else None

    @cached_property
    def fieldwork(self) -> Fieldwork:
        """How it was collected."""
        return read_fieldwork(self.reading)
