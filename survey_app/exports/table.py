"""The SIPAS table of a wave: our scores beside the published ones and those of the wave before."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from survey_app.good_runs import good_runs, last_good_run
from survey_app.models import Estimate, ExternalFigure, Measure, Release, Run, Wave
from survey_app.released import releases, shown_run


# What programs are given, in this order; pages show more of a row.
COLUMNS = ("code", "parent", "level", "label", "n", "score", "se", "lo", "hi", "published", "previous")


class NoTable(LookupError):
    """There is nothing to show; the message says why and what to do."""


@dataclass(frozen=True)
class TableRow:
    """A measure and its figures: scores 0-100, unrounded, None where there is none.

    `lo`, `hi` are the t interval, `lo_logit`, `hi_logit` the one to show. `suppressed` says why there are no figures, `flag` why
    they are doubtful. `published` is the figure somebody else printed, `previous` our score in the wave before.
    """

    code: str
    parent: str | None
    level: str
    label: str
    n: int | None
    score: float | None
    se: float | None
    lo: float | None
    hi: float | None
    lo_logit: float | None
    hi_logit: float | None
    items_used: int | None
    items_total: int | None
    suppressed: str | None
    flag: str | None
    published: float | None
    previous: float | None


@dataclass(frozen=True)
class ResultTable:
    """The rows of a run in published order, with what a reader must know about them; `release` let this very run go, None while it is provisional."""

    wave: str
    title: str
    kind: str
    run: int
    finished_at: datetime | None
    method: Mapping
    diagnostics: Mapping
    n: int | None
    previous_wave: str | None
    previous_provisional: bool
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    release: Row | None = None

    def as_dicts(self) -> list[dict]:
        """The rows as the interface gives them, keys in the order of COLUMNS."""
        return [{name: getattr(row, name) for name in COLUMNS} for row in self.rows]


def read_table(connection: Connection, wave_code: str, run_id: int | None = None) -> ResultTable:
    """The table of the wave's last succeeded run, or of run `run_id`.

    Raises NoTable: no such wave, no succeeded run of it, or a run of another wave.
    """
    wave = _wave(connection, wave_code)
    run = _run(connection, wave, run_id)
    figures = _external_figures(connection, wave.id)
    before = shown_run(connection, wave.previous_wave_id, provisional=True)
    rows = _rows(connection, run.id, figures, _scores(connection, before.run.id) if before else {})
    return ResultTable(
        wave=wave.code, title=wave.title, kind=wave.kind, run=run.id, finished_at=run.finished_at, method=run.method, diagnostics=run.diagnostics,
        n=run.counts.get("n"), previous_wave=_code_of(connection, wave.previous_wave_id), previous_provisional=before is not None and before.provisional, rows=rows,
        release=connection.execute(releases(wave.id).where(Release.run_id == run.id).limit(1)).first(),
        notes=tuple(f"{row.code}: {figures[row.code].note}" for row in rows if row.code in figures and figures[row.code].note),
    )


def _wave(connection: Connection, code: str) -> Row:
    query = select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.previous_wave_id)
    wave = connection.execute(query.where(Wave.code == code)).first()
    if wave is None:
        known = ", ".join(connection.scalars(select(Wave.code).order_by(Wave.code))) or "none yet"
        raise NoTable(f"There is no wave {code!r}. Waves: {known}.")
    return wave


def _run(connection: Connection, wave: Row, run_id: int | None) -> Row:
    if run_id is None:
        run = last_good_run(connection, wave.id)
        missing = f"Wave {wave.code} has no succeeded run yet. Start one: sipas pipeline run --wave {wave.code}"
    else:
        run = connection.execute(good_runs(wave.id).where(Run.id == run_id)).first()
        missing = f"Run {run_id} is not a succeeded run of wave {wave.code}. Leave --run out for the last one."
    if run is None:
        raise NoTable(missing)
    return run


def _external_figures(connection: Connection, wave_id: int) -> dict[str, Row]:
    query = select(ExternalFigure.measure, ExternalFigure.value, ExternalFigure.note)
    found = connection.execute(query.where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == "province"))
    return {figure.measure: figure for figure in found}


def _scores(connection: Connection, run_id: int) -> dict[str, float]:
    return dict(connection.execute(select(Estimate.measure, Estimate.score).where(Estimate.run_id == run_id, Estimate.domain_kind == "all")).all())


def _rows(connection: Connection, run_id: int, figures: dict[str, Row], previous: dict[str, float]) -> tuple[TableRow, ...]:
    whole = (Estimate.run_id == Measure.run_id) & (Estimate.measure == Measure.code) & (Estimate.domain_kind == "all")
    query = (
        select(
            Measure.code, Measure.parent, Measure.level, Measure.label_vi,
            Estimate.n, Estimate.score, Estimate.se, Estimate.lo, Estimate.hi, Estimate.lo_logit, Estimate.hi_logit,
            Estimate.items_used, Estimate.items_total, Estimate.suppressed, Estimate.flag,
        )
        .outerjoin(Estimate, whole).where(Measure.run_id == run_id).order_by(Measure.position)
    )
    return tuple(
        TableRow(*found, published=figures[found.code].value if found.code in figures else None, previous=previous.get(found.code))
        for found in connection.execute(query)
    )


def _code_of(connection: Connection, wave_id: int | None) -> str | None:
    return connection.scalar(select(Wave.code).where(Wave.id == wave_id))
