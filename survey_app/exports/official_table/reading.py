"""What the official table is made of: a wave, its run, last year's figures, and figures published by others."""
from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from survey_app.good_runs import good_runs
from survey_app.models import Difference, Estimate, ExternalFigure, Measure, Run, Wave
from survey_app.office.refusals import NoDocument
from survey_app.released import shown_run


@dataclass(frozen=True)
class LastYear:
    """The figures to compare with: scores by measure, and where they come from.

    `wave`, `title`, `run`, `release` (its number): of our own wave before, None for figures published elsewhere (`source`).
    """

    year: int | None = None
    scores: dict[str, float] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    wave: str | None = None
    title: str | None = None
    run: int | None = None
    release: int | None = None
    source: str | None = None
    rank_source: str | None = None


def read_wave(connection: Connection, wave_id: int | None) -> Row | None:
    """The wave's row, or None."""
    return connection.execute(select(
        Wave.id, Wave.code, Wave.title, Wave.kind, Wave.opens_on, Wave.closes_on, Wave.index_name, Wave.previous_wave_id,
    ).where(Wave.id == wave_id)).first()


def read_run(connection: Connection, wave_id: int, run_id: int) -> Row:
    """A succeeded run of the wave; raises NoDocument."""
    run = connection.execute(good_runs(wave_id).where(Run.id == run_id)).first()
    if run is None:
        raise NoDocument(f"Run {run_id} is not a succeeded run of this wave; a table is built from one that succeeded.")
    return run


def read_rows(connection: Connection, run_id: int) -> list[Row]:
    """Measures of the run with the estimates of everyone, in published order."""
    whole = (Estimate.run_id == Measure.run_id) & (Estimate.measure == Measure.code) & (Estimate.domain_kind == "all") & (Estimate.domain == "all")
    query = select(
        Measure.code, Measure.level, Measure.parent, Measure.label_vi, Measure.label_en, Estimate.n, Estimate.score,
        Estimate.lo_logit.label("lo"), Estimate.hi_logit.label("hi"), Estimate.items_used, Estimate.items_total, Estimate.suppressed, Estimate.flag,
    )
    return list(connection.execute(query.outerjoin(Estimate, whole).where(Measure.run_id == run_id).order_by(Measure.position)))


def read_chances(connection: Connection, run: Row, compared_run: int | None) -> dict[str, float]:
    """Of each measure the p value of its change, adjusted for all tests of its level; empty where the table compares with other figures than the run tested."""
    previous = run.method.get("previous") or {}
    if compared_run is None or previous.get("run") != compared_run:
        return {}
    query = select(Difference.measure, Difference.p_holm).where(Difference.run_id == run.id, Difference.comparison == "wave", Difference.p_holm.is_not(None))
    return dict(connection.execute(query).all())


def read_external(connection: Connection, wave_id: int, kind: str, place: str = "") -> dict[str, Row]:
    """Figures of others by measure: value, rank, source and note."""
    query = select(ExternalFigure.measure, ExternalFigure.value, ExternalFigure.rank, ExternalFigure.source, ExternalFigure.note)
    found = connection.execute(query.where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == kind, ExternalFigure.place == place))
    return {figure.measure: figure for figure in found}


def read_last_year(connection: Connection, wave: Row) -> LastYear:
    """Last year's figures: our released ones, else those entered as the own past, else our provisional ones, else none.

    Only a wave of the same kind and index is compared with: figures of different kinds never stand side by side.
    """
    before = read_wave(connection, wave.previous_wave_id)
    if before is not None and (before.kind, before.index_name) != (wave.kind, wave.index_name):
        before = None
    own = _own(connection, before) if before else None
    if own is not None and own.release is not None:
        return own
    return _entered(connection, wave) or own or LastYear()


def _own(connection: Connection, before: Row) -> LastYear | None:
    shown = shown_run(connection, before.id, provisional=True)
    if shown is None:
        return None
    printed = read_external(connection, before.id, "province")
    return LastYear(
        year=before.opens_on.year, scores={row.code: row.score for row in read_rows(connection, shown.run.id) if row.score is not None},
        ranks=_ranks(printed), wave=before.code, title=before.title, run=shown.run.id, release=shown.release.number if shown.release else None,
        rank_source=sources_of(printed),
    )


def _entered(connection: Connection, wave: Row) -> LastYear | None:
    """The newest year before the wave's that was entered as the own past; its place is the year."""
    places = select(ExternalFigure.place).where(ExternalFigure.wave_id == wave.id, ExternalFigure.kind == "past").distinct()
    years = [int(place) for place in connection.scalars(places) if place.isdecimal() and int(place) < wave.opens_on.year]
    if not years:
        return None
    figures = read_external(connection, wave.id, "past", str(max(years)))
    source = sources_of(figures)
    return LastYear(year=max(years), scores={code: figure.value for code, figure in figures.items()}, ranks=_ranks(figures), source=source, rank_source=source)


def _ranks(figures: dict[str, Row]) -> dict[str, int]:
    return {code: figure.rank for code, figure in figures.items() if figure.rank is not None}


def sources_of(figures: dict[str, Row]) -> str | None:
    """The sources of these figures, each once."""
    return "; ".join(sorted({figure.source for figure in figures.values()})) or None
