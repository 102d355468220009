"""What a page is made from: the connection, the view, and what the address asks for."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, Row

from survey_app.asked_before import AskedBefore, read_asked_before
from survey_app.dashboard import estimates
from survey_app.dashboard.labels import DESK
from survey_app.dashboard.view import View
from survey_app.external.national import National, national_figures
from survey_app.numbers import whole

# Which kind of units stands on the overview of a kind of wave: the first that the run reports on.
UNITS = {"household": ("commune", "district", "stratum"), "desk": (DESK,), "leaders": ("stratum",)}


@dataclass(frozen=True)
class Reading:
    """`asked`: the query of the address, ASCII keys. What is read once is kept."""

    connection: Connection
    view: View
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def run_id(self) -> int:
        """The run shown."""
        return self.view.run.id

    @cached_property
    def everyone(self) -> dict[str, Row]:
        """Estimates of everyone by measure."""
        return estimates.of_everyone(self.connection, self.run_id)

    @cached_property
    def people(self) -> str:
        """How many people the first measure is of, and in how many forms: in a desk wave some rate nothing of the index."""
        first, forms = self.everyone.get(self.view.first.code), self.view.run.counts.get("n")
        rated = first.n if first and first.n is not None else forms
        return f"n = {whole(rated)}" if rated == forms else f"n = {whole(rated)} người chấm điểm, trong {whole(forms)} phiếu được tính"

    @cached_property
    def source(self) -> str:
        """What stands below figures of everyone."""
        return self.view.source(self.people)

    @cached_property
    def changes(self) -> dict[str, Row]:
        """Differences to the wave before by measure."""
        return estimates.since_before(self.connection, self.run_id)

    @cached_property
    def question_changes(self) -> dict[tuple[str, str], Row]:
        """Differences of single questions to the wave before, by question and option."""
        return estimates.questions_since_before(self.connection, self.run_id)

    @property
    def run_before(self) -> int | None:
        """The run of the wave before that this run was compared with; None where there was none."""
        return (self.view.run.method.get("previous") or {}).get("run")

    @cached_property
    def everyone_before(self) -> dict[str, Row]:
        """Estimates of everyone by measure in that run."""
        return estimates.of_everyone(self.connection, self.run_before) if self.run_before else {}

    @cached_property
    def asked_before(self) -> AskedBefore | None:
        """What that run has of single questions."""
        return read_asked_before(self.connection, self.view.run, self.view.instrument, self.view.shown.release and self.view.shown.release.decided_at)

    @cached_property
    def national(self) -> dict[str, National]:
        """The country's figures by measure; beside released figures as they were frozen with them."""
        release = self.view.shown.release
        return national_figures(self.connection, self.view.wave.id, release and release.number)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Kinds of domains with how many there are; a single domain that is no unit divides nobody."""
        found = estimates.kinds_of(self.connection, self.run_id, self.view.first.code)
        return {kind: count for kind, count in found.items() if count > 1 or kind in UNITS[self.view.wave.kind]}

    @cached_property
    def unit_kind(self) -> str | None:
        """The kind of units that the overview shows."""
        return next((kind for kind in UNITS[self.view.wave.kind] if kind in self.kinds), None)

    @cached_property
    def kind(self) -> str | None:
        """The kind of domains asked for, else that of the units, else any."""
        wish = self.asked.get("loai")
        return wish if wish in self.kinds else self.unit_kind or next(iter(self.kinds), None)

    @cached_property
    def measure(self) -> Row:
        """The measure asked for, else the first."""
        return self.view.by_code.get(self.asked.get("chi_tieu", ""), self.view.first)

    @property
    def alpha(self) -> float:
        """Below this a p value speaks of more than chance."""
        return 1 - self.view.level
