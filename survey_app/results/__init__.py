"""Pages for staff that show what the runs found: the table of a wave with its intervals as a picture."""
from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.database import writing
from survey_app.exports.table import NoTable, read_table
from survey_app.models import Run, Wave
from survey_app.results.picture import Axis
from survey_app.good_runs import KINDS, last_good_run, last_run

blueprint = Blueprint("results", __name__, url_prefix="/ket-qua", template_folder="templates")
MAY_RECOMPUTE = ("administrator", "department")
STATES = {"requested": "đang chờ", "running": "đang tính", "succeeded": "xong", "failed": "không thành công"}


@blueprint.get("/")
@login_required
def index():
    """All waves and how far each is."""
    with engine().connect() as connection:
        waves = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on).order_by(Wave.opens_on.desc())).all()
        rows = [(wave, last_good_run(connection, wave.id), last_run(connection, wave.id)) for wave in waves]
    return render_template("results/index.html", rows=rows, kinds=KINDS, states=STATES)


@blueprint.get("/<code>")
@login_required
def show(code: str):
    """The table of one wave."""
    with engine().connect() as connection:
        wave = connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.kind).where(Wave.code == code)).first()
        if wave is None:
            abort(404)
        latest = last_run(connection, wave.id)
        try:
            table = read_table(connection, code)
        except NoTable:
            table = None
    axis = Axis.around([(row.lo, row.hi, row.score) for row in table.rows]) if table else None
    return render_template("results/show.html", wave=wave, kind=KINDS[wave.kind], table=table, axis=axis, latest=latest, states=STATES, may_recompute=current_user.role in MAY_RECOMPUTE)


@blueprint.post("/<code>/tinh-lai")
@login_required
def recompute(code: str):
    """Ask the scheduler for a new run; a second wish while one waits changes nothing."""
    if current_user.role not in MAY_RECOMPUTE:
        abort(403)
    with writing(engine()).begin() as connection:
        wave_id = connection.scalar(select(Wave.id).where(Wave.code == code)) or abort(404)
        waiting = connection.scalar(select(Run.id).where(Run.wave_id == wave_id, Run.state == "requested"))
        if waiting is None:
            connection.execute(insert(Run).values(wave_id=wave_id, asked_by=current_user.username))
    flash("Đã yêu cầu tính lại. Kết quả mới hiện ra sau khi bộ lập lịch chạy xong, thường trong vài giây.")
    return redirect(url_for("results.show", code=code))


def init_app(app: Flask) -> None:
    """Join the pages."""
    app.register_blueprint(blueprint)
