"""The overview of a wave: five questions in their order, each with its answer in a sentence before the figure."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Row

from survey_app.compared import sampling_words
from survey_app.dashboard import estimates
from survey_app.dashboard.before import before_note, breaks_since
from survey_app.dashboard.certainty import certainty_in_short, certainty_words
from survey_app.dashboard.domains import Domains, Listed
from survey_app.dashboard.exclusions import effect_of
from survey_app.dashboard.figure import Figure
from survey_app.dashboard.fieldwork import Fieldwork, read_fieldwork
from survey_app.dashboard.headline import change_figure, index_figure
from survey_app.dashboard.labels import DESK, kind_words, within
from survey_app.dashboard.priorities import MAXIMUM, Ranked, alike_first, read_priorities, target_words
from survey_app.dashboard.pulses import DeskPulse, pauses_of, read_pulses
from survey_app.dashboard.reading import UNITS, Reading
from survey_app.dashboard.saying import EXACT, caution, change_in_words, is_exact, is_sure, title_of
from survey_app.dashboard.soundness import Soundness
from survey_app.dashboard.standing import national_in_words, rank_in_words, rank_source
from survey_app.desks.silence import Pause
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

    @property
    def in_short(self) -> str:
        """The one thing about it that nobody should miss."""
        return certainty_in_short(self.reading, self.fieldwork)

    @cached_property
    def national(self) -> str:
        """How it stands to the country's, a clause."""
        return national_in_words(self.reading, self.index) if self.index is not None and self.index.score is not None else ""

    @cached_property
    def rank(self) -> str:
        """Our rank among the provinces, as others published it, a clause."""
        return rank_in_words(self.reading)

    @property
    def rank_source(self) -> str:
        """Who published it, and what it does not tell."""
        return rank_source(self.reading)

    @cached_property
    def index_figure(self) -> Figure:
        """The index and its parts."""
        return index_figure(self.reading)

    @property
    def exact(self) -> str:
        """That the index is known without any error of sampling, where it is."""
        return EXACT if self.index is not None and is_exact(self.reading.view, self.index) else ""

    @property
    def change(self) -> str | None:
        """What changed in the index, in words."""
        change = self.reading.changes.get(self.reading.view.first.code)
        if change is None or self.index is None or self.index.score is None:
            return None
        return change_in_words(self.index.score, change, self.reading.alpha, self.reading.view.interval, is_exact(self.reading.view, change))

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
        return sampling_words(self.reading.view.run.method.get("previous") or {})

    @property
    def changed_items(self) -> tuple[int, int, int]:
        """Items that surely rose, surely fell, and all that were compared."""
        found = [change for code, change in self.reading.changes.items() if self.reading.view.by_code[code].level == "item"]
        sure = [change for change in found if is_sure(change, self.reading.alpha)]
        return sum(change.difference > 0 for change in sure), sum(change.difference < 0 for change in sure), len(found)

    @cached_property
    def lowest(self) -> list[tuple[str, Row]]:
        """The components with the lowest scores; of points, those that earn the smallest part of what they could."""
        return self._lowest_of(("component", "field"))[:FEW]

    @cached_property
    def lowest_items(self) -> list[tuple[str, Row]]:
        """The items with the lowest scores."""
        return self._lowest_of(("item",))[:FIRST]

    def _lowest_of(self, levels: tuple[str, ...]) -> list[tuple[str, Row]]:
        everyone, view = self.reading.everyone, self.reading.view
        known = [(title_of(part), everyone[part.code]) for part in view.measures if part.level in levels and part.code in everyone]
        return sorted((one for one in known if one[1].score is not None), key=lambda one: one[1].score / (view.most(one[1].measure) or 1))

    @cached_property
    def priorities(self) -> list[Ranked]:
        """All items that were ranked."""
        return read_priorities(self.reading)

    @property
    def alike(self) -> int:
        """How many items cannot be told from the most pressing one."""
        return alike_first(self.priorities)

    @property
    def below(self) -> list[Ranked]:
        """Items that surely stand below their target, the most pressing first."""
        return [one for one in self.priorities if one.sure]

    @property
    def has_target(self) -> bool:
        """Whether items are held against something that can be reached: below the most points there are, every item stands."""
        return any(one.row.target_source != MAXIMUM for one in self.priorities)

    @property
    def target(self) -> str:
        """What items are held against."""
        return target_words(self.priorities)

    @cached_property
    def unit_kinds(self) -> list[str]:
        """Kinds of units that this kind of wave is reported by, and this run reports on; those of which none could be tested come last."""
        kinds = [kind for kind in UNITS[self.reading.view.wave.kind] if kind in self.reading.kinds]
        tested = estimates.tested_kinds(self.reading.connection, self.reading.run_id, self.reading.view.first.code) if len(kinds) > 1 else set()
        return sorted(kinds, key=lambda kind: kind not in tested)

    @cached_property
    def units(self) -> Domains | None:
        """The units of the first kind that could be tested."""
        return Domains(self.reading, self.unit_kinds[0], self.reading.view.first) if self.unit_kinds else None

    @property
    def passed_over(self) -> str:
        """What the units of the overview usually are, where they have too few PSUs to be tested and others stand in for them; else empty."""
        usual = self.reading.unit_kind
        return within(kind_words(self.reading.view, usual)) if self.units and self.units.kind != usual else ""

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
    def pauses(self) -> list[Pause]:
        """How long each desk has had no answers, while the wave is being collected."""
        return pauses_of(self.reading)

    @cached_property
    def soundness(self) -> Soundness:
        """What the page says of the collection."""
        return Soundness(self.reading, self.fieldwork, tuple(self.pauses), self.exclusions)

    @cached_property
    def exclusions(self) -> Effect | None:
        """What leaving forms out did; None where none was left out."""
        return effect_of(self.reading) if self.reading.view.shown else None

    @cached_property
    def fieldwork(self) -> Fieldwork:
        """How it was collected."""
        return read_fieldwork(self.reading)
