"""One small panel a unit or group, with the parts of a measure, all on one axis."""
from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Row

from survey_app.charts.multiples import MultiplesChart, Panel, draw_multiples
from survey_app.dashboard import estimates
from survey_app.dashboard.domains import DOMAIN, Domains
from survey_app.dashboard.figure import Figure
from survey_app.dashboard.headline import MEASURE, NOTE, SCORE, figures_of
from survey_app.dashboard.points import axis_of, drawn_as
from survey_app.dashboard.reading import Reading
from survey_app.dashboard.saying import caution, is_weak, n_words

MOST_PARTS = 9
Found = Mapping[tuple[str, str], Row]  # by domain and measure


def multiples_figure(reading: Reading, domains: Domains) -> Figure | None:
    """The parts of the measure (or of what it is part of) in every domain; None where there are no parts to show."""
    parts = _parts(reading, domains.measure)
    if not parts or not domains.rows:
        return None
    codes = [part.code for part in parts]
    found = {(row.domain, row.measure): row for row in estimates.of_kind(reading.connection, reading.run_id, domains.kind, codes)}
    whole = tuple(_drawn(reading, reading.everyone.get(code), code)[0] for code in codes)
    panels = tuple(_panel(reading, domains, row, codes, found) for row in domains.rows)
    chart = MultiplesChart(tuple(codes), panels, ("toàn bộ", whole), axis_of(reading.view) or "điểm", reading.view.interval)
    rows = tuple((row.domain, domains.names.get(row.domain, row.domain), part.code, part.label, *_cells(reading, found.get((row.domain, part.code))))
                 for row in domains.rows for part in parts)
    title = f"Từng nhóm, theo các thành phần {', '.join(codes)}"
    source = reading.view.source(n_words((row.n for row in found.values()), " mỗi nhóm"))
    return Figure("o-nho", title, source, partial(draw_multiples, chart=chart), (*DOMAIN, *MEASURE, *SCORE, NOTE), rows,
                  {"loai": domains.kind, "chi_tieu": domains.measure.code})


def _parts(reading: Reading, measure: Row) -> list[Row]:
    """Components of the whole; of an index its own parts."""
    rollups = [one for one in reading.view.rollups() if one.level in ("component", "field")]
    own = reading.view.below(measure.code) if measure != reading.view.first else []
    return (own or rollups)[:MOST_PARTS]


def _drawn(reading: Reading, row: Row | None, code: str) -> tuple[float | None, ...]:
    """Score and interval; an interval of too few PSUs would fill the panel from foot to head and say nothing."""
    score, lo, hi = drawn_as(reading.view, code, figures_of(row)[1:])
    return (score, None, None) if is_weak(row) else (score, lo, hi)


def _panel(reading: Reading, domains: Domains, row: Row, codes: list[str], found: Found) -> Panel:
    points = tuple(_point(_drawn(reading, found.get((row.domain, code)), code)) for code in codes)
    return Panel(domains.names.get(row.domain, row.domain), points, "" if any(points) else caution(reading.view, row) or "không có số liệu")


def _point(figures: tuple[float | None, ...]) -> tuple | None:
    return figures if figures[0] is not None else None


def _cells(reading: Reading, row: Row | None) -> tuple:
    return (*figures_of(row), caution(reading.view, row))
