"""Figures of single questions beside those of the wave before: two intervals and the difference of what is printed, never a verdict."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row

from survey_app.asked_before import SAME, WORDS, AskedBefore
from survey_app.breaks import break_notes
from survey_app.dashboard.figure import Column
from survey_app.dashboard.reading import Reading
from survey_app.numbers import two_decimals

Triple = tuple[float, float | None, float | None]
UNITS = {"share": (100, "điểm %"), "score": (1, "điểm")}  # what a figure is multiplied by where it is printed, and what differences are called


@dataclass(frozen=True)
class Beside:
    """What stands beside figures of questions; `found` is None where there is nothing to compare with; `breaks`: why the years are not simply alike."""

    found: AskedBefore | None = None
    name: str = ""
    breaks: tuple[str, ...] = ()

    def words(self) -> str | None:
        """What the wave before is called in a chart: "năm 2023"; None where there is none."""
        return self.name or None

    def triple(self, question: str, option: str, times: float = 1) -> Triple | None:
        """A figure of the wave before with its interval."""
        row = self._row(question, option)
        if row is None or row.value is None:
            return None
        return times * row.value, *(None if end is None else times * end for end in (row.lo, row.hi))

    def columns(self, kind: str) -> tuple[Column, ...]:
        """The columns of a table of shares or scores that tell of it."""
        if self.found is None:
            return ()
        name = self.name.capitalize()
        return (
            Column("before_n", f"{name}, n", "count"), Column("before", name, kind), Column("before_lo", f"{name}, cận dưới", kind), Column("before_hi", f"{name}, cận trên", kind),
            Column("change", f"Chênh lệch ({UNITS[kind][1]})", "change"),
        )

    def cells(self, kind: str, question: str, option: str, now: Row | None) -> tuple:
        """What stands in these columns."""
        if self.found is None:
            return ()
        before = self._row(question, option)
        if before is None or before.value is None:
            return (None,) * 5
        times = UNITS[kind][0]
        known = now is not None and now.value is not None
        change = float(two_decimals(times * now.value) - two_decimals(times * before.value)) if known else None
        return before.n, before.value, before.lo, before.hi, change

    def source(self, source: str, questions: Iterable[str]) -> str:
        """The source of a figure with that of the wave before, and which questions are not compared."""
        if self.found is None:
            return source
        codes = list(questions)
        said = [f"{code}: {WORDS[self.found.state(code)]}" for code in codes if self.found.state(code) != SAME]
        told = [f"{self.name}: {self.found.source}; chênh lệch chưa được kiểm định", *self.breaks] if len(said) < len(codes) else []
        return " · ".join([source, *told, *said])

    def _row(self, question: str, option: str) -> Row | None:
        return self.found.figures.get((question, option)) if self.found else None


def beside(reading: Reading) -> Beside:
    """What the run shown was compared with; years name the waves where they differ."""
    found = reading.asked_before
    if found is None:
        return Beside()
    year = reading.view.wave.opens_on.year
    breaks = tuple(note.removesuffix(".") for note in break_notes(year, found.year))
    return Beside(found, f"năm {found.year}" if found.year != year else f"đợt {found.wave.code}", breaks)
