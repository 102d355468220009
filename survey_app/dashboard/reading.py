"""What a page is made from: the connection, the view, and what the address asks for."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, Row

from survey_app.dashboard import estimates
from survey_app.dashboard.labels import DESK
from survey_app.dashboard.view import View

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
    def changes(self) -> dict[str, Row]:
        """Differences to the wave before by measure."""
        return estimates.since_before(self.connection, self.run_id)

    @cached_property
    def national(self) -> dict[str, Row]:
        """The country's figures by measure."""
        return estimates.national_figures(self.connection, self.view.wave.id)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Kinds of domains with how many there are."""
        return estimates.kinds_of(self.connection, self.run_id, self.view.first.code)

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
