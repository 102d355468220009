"""Which units and groups differ: each with its interval, the ranks it can have, and its difference to all others."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy import Row

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.dashboard import estimates
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import NOTE, SCORE
from survey_app.dashboard.labels import DESK, in_order, kind_words, name_domains, within
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_exact, is_sure, is_weak, n_words, pair_in_words, rest_in_words, title_of
from survey_app.results.wording import rank_words

BY_SCORE = "diem"
STRONG = "khác phần còn lại, vượt quá dao động ngẫu nhiên"
DOMAIN = (Column("domain", "Mã"), Column("name", "Tên"))
RANKS = (Column("rank_lo", "Hạng tốt nhất", "count"), Column("rank_hi", "Hạng kém nhất", "count"))
AGAINST_REST = (
    Column("difference_rest", "So với phần còn lại (điểm)", "score"), Column("difference_lo", "Cận dưới", "score"),
    Column("difference_hi", "Cận trên", "score"), Column("p_holm", "p (hiệu chỉnh Holm)", "p"),
)


@dataclass(frozen=True)
class Listed:
    """A domain as the list shows it; `rest`: its difference to everybody else, where one was computed."""

    name: str
    figure: Row
    rank: str
    rest: Row | None
    said: str
    sure: bool | None


@dataclass(frozen=True)
class Pair:
    """Two domains against each other, in words; `sure`: whether they differ by more than chance; `exact`: no chance is in it, both are known wholly."""

    said: str
    sure: bool | None
    exact: bool = False


class Domains:
    """The domains of one kind for one measure, in the order asked for: places and desks by name, or places by score."""

    def __init__(self, reading: Reading, kind: str, measure: Row):
        self.reading, self.kind, self.measure = reading, kind, measure

    @cached_property
    def names(self) -> dict[str, str]:
        """Names by code."""
        return name_domains(self.reading.connection, self.reading.view, self.kind)

    @cached_property
    def rows(self) -> list[Row]:
        """Estimates in order. Desks are never ordered by score: a desk is a handful of people."""
        found = {row.domain: row for row in estimates.of_kind(self.reading.connection, self.reading.run_id, self.kind, [self.measure.code])}
        rows = [found[code] for code in in_order(self.kind, found, self.names)]
        if self.reading.asked.get("xep") == BY_SCORE and self.kind != DESK:
            rows.sort(key=lambda row: -row.score if row.score is not None else 1)
        return rows

    @cached_property
    def differences(self) -> list[Row]:
        """What was tested for this measure."""
        return estimates.between_domains(self.reading.connection, self.reading.run_id, self.kind, self.measure.code)

    @cached_property
    def listed(self) -> list[Listed]:
        """Every domain with its words."""
        rest = {row.domain: row for row in self.differences if row.other == estimates.REST}
        return [self._listed(row, rest.get(row.domain)) for row in self.rows]

    def _listed(self, row: Row, rest: Row | None) -> Listed:
        alpha = self.reading.alpha
        rank = "" if row.suppressed else rank_words(row.rank_lo, row.rank_hi)
        return Listed(self.names.get(row.domain, row.domain), row, rank, rest, rest_in_words(rest, alpha, self.reading.view.kind.psus) if rest else "", is_sure(rest, alpha) if rest else None)

    @property
    def ranked(self) -> bool:
        """Whether any domain got a rank."""
        return any(row.rank_lo is not None for row in self.rows)

    @property
    def untested(self) -> int:
        """How many have too few PSUs to be held against the rest."""
        return sum(one.rest is not None and one.rest.lo is None for one in self.listed)

    @property
    def tested(self) -> int:
        """How many were held against the rest."""
        return sum(one.sure is not None for one in self.listed)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Domains compared two by two."""
        return [self._pair(row) for row in self.differences if row.other != estimates.REST]

    def _pair(self, row: Row) -> Pair:
        view, name, alpha = self.reading.view, self.names.get, self.reading.alpha
        exact = is_exact(view, row)
        said = pair_in_words((name(row.domain, row.domain), name(row.other, row.other)), row, alpha, view.kind.psus, exact)
        return Pair(said, row.difference != 0 if exact else is_sure(row, alpha), exact)

    def figure(self) -> Figure:
        """All domains with their intervals, read against everyone."""
        everyone = self.reading.everyone.get(self.measure.code)
        reference = ("toàn bộ", everyone.score) if everyone and everyone.score is not None else None
        chart = IntervalChart(tuple(self._drawn(one) for one in self.listed), interval=self.reading.view.interval, reference=reference, strong=STRONG,
                              weak=f"{self.reading.view.interval} chưa vững (quá ít {self.reading.view.kind.psus})")
        title = f"{title_of(self.measure)} – theo {within(kind_words(self.reading.view, self.kind))}"
        return Figure("nhom", title, self.reading.view.source(n_words((row.n for row in self.rows), " mỗi nhóm")), partial(draw_intervals, chart=chart), (*DOMAIN, *SCORE, *RANKS, *AGAINST_REST, NOTE),
                      tuple(map(self._cells, self.listed)), {"loai": self.kind, "chi_tieu": self.measure.code})

    def _drawn(self, one: Listed) -> IntervalRow:
        row, rank = one.figure, f" – {one.rank}" if self.ranked and one.rank else ""
        return IntervalRow(one.name + rank, row.score, row.lo, row.hi, caution(self.reading.view, row), strong=bool(one.sure), weak=is_weak(row))

    def _cells(self, one: Listed) -> tuple:
        row, rest = one.figure, one.rest
        tested = (rest.difference, rest.lo, rest.hi, rest.p_holm) if rest else (None,) * 4
        return (row.domain, one.name, row.n, row.score, row.lo, row.hi, row.rank_lo, row.rank_hi, *tested, caution(self.reading.view, row))


def domains_of(reading: Reading) -> Domains | None:
    """The domains of the kind and measure asked for; None for a run that reports on none."""
    return Domains(reading, reading.kind, reading.measure) if reading.kind else None
