"""Pages of reports: which waves have some to take away, and each report in each format."""
from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import Connection, Row, select

from survey_app import engine, settings
from survey_app.addresses import number_asked
from survey_app.good_runs import KINDS, last_good_run
from survey_app.models import Wave
from survey_app.office.letterhead import ANNEX, DOCUMENT, Letterhead
from survey_app.office.refusals import AlteredDocument, Contradicting, NoDocument
from survey_app.people.permissions import may
from survey_app.released import releases
from survey_app.reports.registry import BY_SLUG, Report, reports_of

blueprint = Blueprint("reports", __name__, template_folder="templates", url_prefix="/bao-cao")
ENDINGS = {ANNEX: "", DOCUMENT: "-van-ban"}


@blueprint.get("/")
@may("reports.read")
def index():
    """Every wave with its releases, each report in every format; provisional figures where they are other than the released ones."""
    with engine().connect() as connection:
        waves = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind).order_by(Wave.opens_on.desc(), Wave.code)).all()
        rows = [(wave, released := connection.execute(releases(wave.id)).all(), _provisional(connection, wave, released)) for wave in waves]
    return render_template("reports/index.html", rows=rows, kinds=KINDS, reports_of=reports_of)


def _provisional(connection: Connection, wave: Row, released: Sequence[Row]) -> Row | None:
    """The last good run, unless its figures are those of the newest release."""
    run = last_good_run(connection, wave.id)
    return run if run and not (released and run.input_digest == released[0].input_digest) else None


@blueprint.get("/<code>/<slug>.<any(csv,xlsx,docx):form>")
@may("reports.read")
def download(code: str, slug: str, form: str):
    """A report of the newest release, of release `lan`, or with `tam-tinh=1` of the last good run; a DOCX is an annex, or with `van-ban=1` a paper of its own."""
    report: Report = BY_SLUG.get(slug) or abort(404)
    try:
        with engine().connect() as connection:
            kind = connection.scalar(select(Wave.kind).where(Wave.code == code))
            if kind not in report.kinds:
                abort(404)
            asked = report.ask(connection, code, number_asked("lan"), request.args.get("tam-tinh") == "1")
    except AlteredDocument as harm:
        return render_template("reports/altered.html", code=code, number=harm.number), 409
    except NoDocument:
        return render_template("reports/missing.html", code=code, report=report), 404
    except Contradicting as refusal:
        return render_template("reports/refused.html", code=code, contradictions=refusal.contradictions), 409
    paper = DOCUMENT if form == "docx" and request.args.get("van-ban") == "1" else ANNEX
    content = report.formats[form].write(asked, Letterhead(settings().province, settings().issuer, paper))
    answer = Response(content, content_type=report.formats[form].media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{asked.name}{ENDINGS[paper]}.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
