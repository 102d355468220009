"""GET /api/v1/waves and their estimates, for programs with a token."""
from __future__ import annotations

import csv
import io

from flask import Response, request
from sqlalchemy import Connection, Row, Select, select

from survey_app import engine
from survey_app.api import blueprint
from survey_app.api.tokens import token_required
from survey_app.models import Estimate, Measure, Run, Wave
from survey_app.good_runs import KINDS, last_good_run

# lo, hi: the t interval; lo_logit, hi_logit: the one to show. A suppressed estimate has no numbers, a flagged one is to be read with care.
NUMBERS = ("n", "score", "se", "df", "lo", "hi", "lo_logit", "hi_logit", "deff", "response_rate", "items_used", "items_total", "rank_lo", "rank_hi",
           "suppressed", "flag")
COLUMNS = ("measure", "parent", "level", "label", "domain_kind", "domain", *NUMBERS)
FILTERS = {"measure": Estimate.measure, "level": Measure.level, "domain_kind": Estimate.domain_kind, "domain": Estimate.domain}


@blueprint.get("/waves")
@token_required
def list_waves():
    """All waves with their kind, state, dates and last good run."""
    with engine().connect() as connection:
        waves = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on).order_by(Wave.code)).all()
        return {"waves": [_describe(wave, last_good_run(connection, wave.id)) for wave in waves]}


@blueprint.get("/waves/<code>/estimates", defaults={"form": "json"})
@blueprint.get("/waves/<code>/estimates.csv", defaults={"form": "csv"})
@token_required
def list_estimates(code: str, form: str):
    """The estimates of a wave's last good run; filters measure, level, domain_kind, domain (repeatable)."""
    unknown = sorted(set(request.args) - FILTERS.keys())
    if unknown:
        return {"error": "unknown_filter", "message": f"{unknown[0]}: expected one of {', '.join(FILTERS)}"}, 400
    with engine().connect() as connection:
        wave = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on).where(Wave.code == code)).first()
        run = last_good_run(connection, wave.id) if wave else None
        if run is None:
            return _nothing(connection, code, wave)
        rows = connection.execute(_filtered(run.id)).all()
    return WRITERS[form](wave, run, rows)


def _nothing(connection: Connection, code: str, wave: Row | None):
    if wave:
        return {"error": "no_run", "message": f"wave {code!r} has no succeeded run yet"}, 404
    known = ", ".join(connection.scalars(select(Wave.code).order_by(Wave.code)))
    return {"error": "unknown_wave", "message": f"no wave {code!r}; waves: {known or 'none'}"}, 404


def _filtered(run_id: int) -> Select:
    query = (
        select(Estimate.measure, Measure.parent, Measure.level, Measure.label_vi.label("label"), Estimate.domain_kind, Estimate.domain,
               *(getattr(Estimate, name) for name in NUMBERS))
        .join(Measure, (Measure.run_id == Estimate.run_id) & (Measure.code == Estimate.measure))
        .where(Estimate.run_id == run_id).order_by(Estimate.domain_kind, Estimate.domain, Measure.position)
    )
    for name, column in FILTERS.items():
        if name in request.args:
            query = query.where(column.in_(request.args.getlist(name)))
    return query


def _describe(wave: Row, run: Row | None) -> dict:
    return {
        "code": wave.code, "title": wave.title, "kind": wave.kind, "sample": KINDS[wave.kind].sample, "state": wave.state,
        "opens_on": wave.opens_on.isoformat(), "closes_on": wave.closes_on.isoformat() if wave.closes_on else None,
        "run": None if run is None else {
            "id": run.id, "finished_at": run.finished_at.isoformat(), "input_digest": run.input_digest, "code_version": run.code_version,
            "method": run.method, "counts": run.counts, "diagnostics": run.diagnostics, "provisional": True,
        },
    }


def _as_json(wave: Row, run: Row, rows: list[Row]):
    return {"wave": _describe(wave, run), "estimates": [dict(zip(COLUMNS, row, strict=True)) for row in rows]}


def _as_csv(wave: Row, run: Row, rows: list[Row]):
    """CSV with a decimal point; wave, kind and run stand in every row, so that a file cannot lose them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("wave", "sample", "run", *COLUMNS))
    writer.writerows((wave.code, KINDS[wave.kind].sample, run.id, *row) for row in rows)
    return Response(text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{wave.code}-estimates.csv"'})


WRITERS = {"json": _as_json, "csv": _as_csv}
