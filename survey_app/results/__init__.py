"""Pages for staff that show what the runs found: the table of a wave with its intervals as a picture."""
from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Connection, Row, insert, select

from survey_app import engine
from survey_app.database import writing
from survey_app.exports.official_table.as_page import PageTable, page_table
from survey_app.exports.official_table.document import build_document
from survey_app.exports.table import NoTable, ResultTable, read_table
from survey_app.journal import acting, record
from survey_app.models import Release, Run, Wave
from survey_app.people.permissions import may
from survey_app.results.desks import read_desks
from survey_app.results.picture import Axis
from survey_app.results.wording import FLAGS, SUPPRESSED, cross_check_words, rank_words, words_of
from survey_app.good_runs import KINDS, last_good_run, last_run
from survey_app.releasing.freezing import digest_of
from survey_app.released import PROVISIONAL, current_release, shown_run
from survey_app.runs.history import STATES
from survey_app.scheduling.reading import lines, scheduler_works
from survey_app.scheduling.stuck import NOBODY_COMPUTES, stuck_words

blueprint = Blueprint("results", __name__, url_prefix="/ket-qua", template_folder="templates")
# What the address says to see the last good run instead of the released one.
PROVISIONAL_VIEW = "tam-tinh"


@blueprint.get("/")
@may("results.read")
def index():
    """All waves and how far each is."""
    with engine().connect() as connection:
        waves = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on).order_by(Wave.opens_on.desc())).all()
        rows = [(wave, shown_run(connection, wave.id, provisional=True), last_run(connection, wave.id)) for wave in waves]
    return render_template("results/index.html", rows=rows, kinds=KINDS, states=STATES)


@blueprint.get("/<code>")
@may("results.read")
def show(code: str):
    """The table of one wave: as released, or of its last good run where none is released or that is asked for."""
    with engine().connect() as connection:
        wave = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind).where(Wave.code == code)).first()
        if wave is None:
            abort(404)
        latest, newest, released = last_run(connection, wave.id), last_good_run(connection, wave.id), current_release(connection, wave.id)
        provisional = released is None or request.args.get("so-lieu") == PROVISIONAL_VIEW
        try:
            table = read_table(connection, code, None if provisional else released.run_id)
        except NoTable:
            table = None
        out = _official(connection, wave, table)
        desks = read_desks(connection, table.run) if table else []
        [schedule], stuck = lines(connection, code), stuck_words(connection, latest)
    axis = Axis.around([(row.lo_logit, row.hi_logit, row.score) for row in table.rows]) if table else None
    words = {"words_of": words_of, "suppressed": SUPPRESSED, "flags": FLAGS, "rank_words": rank_words, "cross_check_words": cross_check_words}
    return render_template("results/show.html", wave=wave, kind=KINDS[wave.kind], table=table, out=out, desks=desks, stuck=stuck, axis=axis, latest=latest, states=STATES, schedule=schedule,
                           released=released, newest=newest, provisional=PROVISIONAL, provisional_view={"so-lieu": PROVISIONAL_VIEW},
                           may_recompute=current_user.may("results.recompute"), **words)


@blueprint.post("/<code>/tinh-lai")
@may("results.recompute")
def recompute(code: str):
    """Ask the scheduler for a new run; a second wish while one waits changes nothing."""
    with writing(engine()).begin() as connection:
        wave_id = connection.scalar(select(Wave.id).where(Wave.code == code)) or abort(404)
        waiting = connection.scalar(select(Run.id).where(Run.wave_id == wave_id, Run.state == "requested"))
        works = scheduler_works(connection)
        if waiting is None:
            connection.execute(insert(Run).values(wave_id=wave_id, asked_by=current_user.username))
            record(connection, acting(), "run.request", code)
    flash("Đã yêu cầu tính lại. Trang này tự tải lại cho đến khi có kết quả mới, thường trong vài giây." if works else f"Đã yêu cầu tính lại. {NOBODY_COMPUTES}")
    return redirect(url_for("results.show", code=code))


def _official(connection: Connection, wave: Row, table: ResultTable | None) -> PageTable | None:
    """The official table of the run that is shown: as a release froze it, else as it would be now."""
    if table is None:
        return None
    frozen = connection.execute(select(Release.document, Release.digest).where(Release.id == table.release.id)).one() if table.release else None
    if frozen and frozen.document:
        return page_table(frozen.document, frozen.digest)
    document = build_document(connection, wave.id, table.run)
    return page_table(document, digest_of(document))


def init_app(app: Flask) -> None:
    """Join the pages."""
    app.register_blueprint(blueprint)
