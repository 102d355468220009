"""Which units and groups differ: each with its interval, the ranks it can have, and its difference to all others."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy import Row

from survey_app.charts.intervals import IntervalChart, IntervalRow, draw_intervals
from survey_app.charts.multiples import MultiplesChart, Panel, draw_multiples
from survey_app.dashboard import estimates
from survey_app.dashboard.figure import Column, Figure
from survey_app.dashboard.headline import MEASURE, NOTE, SCORE
from survey_app.dashboard.labels import DESK, in_order, kind_words, name_domains, within
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_sure, pair_in_words, rest_in_words, title_of
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
        return Listed(self.names.get(row.domain, row.domain), row, rank, rest, rest_in_words(rest, alpha) if rest else "", is_sure(rest, alpha) if rest else None)

    @property
    def ranked(self) -> bool:
        """Whether any domain got a rank."""
        return any(row.rank_lo is not None for row in self.rows)

    @property
    def pairs(self) -> list[str]:
        """Domains compared two by two, in words."""
        name = self.names.get
        return [pair_in_words((name(row.domain, row.domain), name(row.other, row.other)), row, self.reading.alpha)
                for row in self.differences if row.other != estimates.REST]

    def figure(self) -> Figure:
        """All domains with their intervals, read against everyone."""
        everyone = self.reading.everyone.get(self.measure.code)
        reference = ("toàn bộ", everyone.score) if everyone and everyone.score is not None else None
        chart = IntervalChart(tuple(self._drawn(one) for one in self.listed), interval=self.reading.view.interval, reference=reference, strong=STRONG)
        title = f"{title_of(self.measure)} – theo {within(kind_words(self.reading.view, self.kind))}"
        return Figure("nhom", title, self.reading.view.source, partial(draw_intervals, chart=chart), (*DOMAIN, *SCORE, *RANKS, *AGAINST_REST, NOTE),
                      tuple(map(self._cells, self.listed)), {"loai": self.kind, "chi_tieu": self.measure.code})

    def _drawn(self, one: Listed) -> IntervalRow:
        row, rank = one.figure, f" – {one.rank}" if self.ranked and one.rank else ""
        return IntervalRow(one.name + rank, row.score, row.lo, row.hi, caution(self.reading.view, row), strong=bool(one.sure))

    def _cells(self, one: Listed) -> tuple:
        row, rest = one.figure, one.rest
        tested = (rest.difference, rest.lo, rest.hi, rest.p_holm) if rest else (None,) * 4
        return (row.domain, one.name, row.n, row.score, row.lo, row.hi, row.rank_lo, row.rank_hi, *tested, caution(self.reading.view, row))


def domains_of(reading: Reading) -> Domains | None:
    """The domains of the kind and measure asked for; None for a run that reports on none."""
    return Domains(reading, reading.kind, reading.measure) if reading.kind else None


def multiples_figure(reading: Reading, domains: Domains) -> Figure | None:
    """One small panel a domain with the parts of the measure (or of what it is part of); None where there are no parts to show."""
    parts = _parts(reading, domains.measure)
    if not parts or not domains.rows:
        return None
    codes = [part.code for part in parts]
    found = {(row.domain, row.measure): row for row in estimates.of_kind(reading.connection, reading.run_id, domains.kind, codes)}
    whole = tuple(_score(reading.everyone.get(code)) for code in codes)
    panels = tuple(_panel(reading, domains, row, codes, found) for row in domains.rows)
    chart = MultiplesChart(tuple(codes), panels, ("toàn bộ", whole), interval=reading.view.interval)
    rows = tuple((row.domain, domains.names.get(row.domain, row.domain), part.code, part.label, *_cells(reading, found.get((row.domain, part.code))))
                 for row in domains.rows for part in parts)
    title = f"Từng nhóm, theo các thành phần {', '.join(codes)}"
    return Figure("o-nho", title, reading.view.source, partial(draw_multiples, chart=chart), (*DOMAIN, *MEASURE, *SCORE, NOTE), rows,
                  {"loai": domains.kind, "chi_tieu": domains.measure.code})


MOST_PARTS = 9


def _parts(reading: Reading, measure: Row) -> list[Row]:
    """Components of the whole; of an index its own parts."""
    rollups = [one for one in reading.view.rollups() if one.level in ("component", "field")]
    own = reading.view.below(measure.code) if measure != reading.view.first else []
    return (own or rollups)[:MOST_PARTS]


def _score(row: Row | None) -> float | None:
    return row.score if row else None


def _panel(reading: Reading, domains: Domains, row: Row, codes: list[str], found: dict) -> Panel:
    points = tuple(_point(found.get((row.domain, code))) for code in codes)
    return Panel(domains.names.get(row.domain, row.domain), points, "" if any(points) else caution(reading.view, row) or "không có số liệu")


def _point(row: Row | None) -> tuple | None:
    return (row.score, row.lo, row.hi) if row and row.score is not None else None


def _cells(reading: Reading, row: Row | None) -> tuple:
    return (row.n, row.score, row.lo, row.hi, caution(reading.view, row)) if row else (None, None, None, None, caution(reading.view, row))
