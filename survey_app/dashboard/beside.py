"""Figures of single questions beside those of the wave before: two intervals, the difference of what is printed, and whether it is more than chance."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Row

from survey_app.asked_before import SAME, WORDS, AskedBefore
from survey_app.breaks import break_notes
from survey_app.dashboard.figure import Column
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import is_sure, verdict_on_change
from survey_app.numbers import two_decimals

Triple = tuple[float, float | None, float | None]
UNITS = {"share": (100, "điểm %"), "score": (1, "điểm")}  # what a figure is multiplied by where it is printed, and what differences are called

TESTED = (Column("change_lo", "Chênh lệch, cận dưới", "change"), Column("change_hi", "Chênh lệch, cận trên", "change"), Column("p_holm", "p (hiệu chỉnh Holm)", "p"),
          Column("verdict", "Kết luận"))


@dataclass(frozen=True)
class Beside:
    """What stands beside figures of questions; `found` is None where there is nothing to compare with; `breaks`: why the years are not simply alike.

    changes: the tests of their changes by question and option, which a run computed before there were any has not; alpha: below this p speaks
    of more than chance.
    """

    found: AskedBefore | None = None
    name: str = ""
    breaks: tuple[str, ...] = ()
    changes: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    alpha: float = 0.05

    @property
    def tested(self) -> tuple[int, int, int]:
        """Figures that rose, and that fell, by more than chance; and how many were tested."""
        found = [(change.difference, is_sure(change, self.alpha)) for change in self.changes.values()]
        sure = [points for points, said in found if said]
        return sum(points > 0 for points in sure), sum(points < 0 for points in sure), sum(said is not None for _, said in found)

    def changed(self, question: str, option: str) -> int:
        """1 or -1 where a figure rose or fell by more than chance, else 0."""
        change = self.changes.get((question, option))
        return 0 if change is None or not is_sure(change, self.alpha) else 1 if change.difference > 0 else -1

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
            Column("change", f"Chênh lệch ({UNITS[kind][1]})", "change"), *(TESTED if self.changes else ()),
        )

    def cells(self, kind: str, question: str, option: str, now: Row | None) -> tuple:
        """What stands in these columns."""
        if self.found is None:
            return ()
        before = self._row(question, option)
        if before is None or before.value is None:
            return (None,) * (5 + len(TESTED if self.changes else ()))
        times = UNITS[kind][0]
        known = now is not None and now.value is not None
        change = float(two_decimals(times * now.value) - two_decimals(times * before.value)) if known else None
        return before.n, before.value, before.lo, before.hi, change, *self._test(times, question, option)

    def _test(self, times: float, question: str, option: str) -> tuple:
        """The cells of TESTED, in a run that has tests."""
        change = self.changes.get((question, option))
        if change is None:
            return (None,) * len(TESTED) if self.changes else ()
        return *(None if end is None else times * end for end in (change.lo, change.hi)), change.p_holm, verdict_on_change(change, self.alpha)

    def source(self, source: str, questions: Iterable[str]) -> str:
        """The source of a figure with that of the wave before, and which questions are not compared."""
        if self.found is None:
            return source
        codes = list(questions)
        said = [f"{code}: {WORDS[self.found.state(code)]}" for code in codes if self.found.state(code) != SAME]
        test = "p hiệu chỉnh Holm trong từng câu hoặc đề mục" if self.changes else "chênh lệch chưa được kiểm định"
        told = [f"{self.name}: {self.found.source}; {test}", *self.breaks] if len(said) < len(codes) else []
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
    return Beside(found, f"năm {found.year}" if found.year != year else f"đợt {found.wave.code}", breaks, reading.question_changes, reading.alpha)
