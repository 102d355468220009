"""Pages of external figures: those of a wave, entering, editing and removing one, importing a file."""
from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, func, select
from werkzeug.utils import secure_filename

from survey_app import engine
from survey_app.database import writing
from survey_app.external import figures
from survey_app.external.figures import LONGEST_REASON, Described, describe
from survey_app.external.forms import FigureForm, FileForm, RemoveForm
from survey_app.external.importing import Imported, import_file
from survey_app.external.unreadable import why_unreadable
from survey_app.external.words import KIND_NAMES
from survey_app.good_runs import KINDS
from survey_app.importing.tables import Unreadable
from survey_app.models import ExternalFigure, Wave
from survey_app.people.permissions import may

blueprint = Blueprint("external", __name__, template_folder="templates", url_prefix="/so-lieu-ngoai")


@blueprint.get("/")
@may("external.read")
def index():
    """Every wave, and how many figures stand beside it."""
    query = select(Wave.code, Wave.title, Wave.kind, func.count(ExternalFigure.id).label("figures")).outerjoin(ExternalFigure, ExternalFigure.wave_id == Wave.id)
    with engine().connect() as connection:
        waves = connection.execute(query.group_by(Wave.id).order_by(Wave.opens_on.desc(), Wave.code)).all()
    return render_template("external/index.html", waves=waves, kinds=KINDS)


@blueprint.get("/<code>/")
@may("external.read")
def wave(code: str):
    """The figures beside a wave, by kind and place; `loai` and `noi` choose one group."""
    with engine().connect() as connection:
        described = _described(connection, code)
        groups = _groups(connection, described.wave.id)
        chosen = next((group for group in groups if (group.kind, group.place) == (request.args.get("loai"), request.args.get("noi", ""))), groups[0] if groups else None)
        rows = _figures(connection, described, chosen) if chosen else []
    return render_template("external/wave.html", wave=described.wave, kind=KINDS[described.wave.kind], groups=groups, chosen=chosen, rows=rows, names=KIND_NAMES,
                           measures=described.measures, sources=list(dict.fromkeys(row.source for row in rows)))


@blueprint.route("/<code>/them", methods=["GET", "POST"])
@may("external.change")
def add(code: str):
    """Enter one figure."""
    with _transaction() as connection:
        described = _described(connection, code)
        form = FigureForm().offer(described)
        figure = form.figure(described) if form.validate_on_submit() else None
        if figure and figures.find_same(connection, described.wave.id, figure):
            form.measure.errors = ["Số liệu này đã có; hãy sửa số liệu cũ."]
            figure = None
        if figure:
            figures.add(connection, described.wave, figure)
            flash(f"Đã thêm số liệu {figure.measure}.")
            return redirect(url_for("external.wave", code=code, loai=figure.kind, noi=figure.place or None))
    return render_template("external/figure.html", wave=described.wave, form=form, stored=None), 422 if form.is_submitted() else 200


@blueprint.route("/<code>/<int:figure_id>", methods=["GET", "POST"])
@may("external.change")
def edit(code: str, figure_id: int):
    """Change one figure."""
    with _transaction() as connection:
        described, stored = _stored(connection, code, figure_id)
        form = FigureForm().offer(described)
        if not form.is_submitted():
            form.show(stored)
        figure = form.figure(described) if form.validate_on_submit() else None
        other = figures.find_same(connection, described.wave.id, figure) if figure else None
        if other and other.id != stored.id:
            form.measure.errors = ["Đã có một số liệu khác cho chỉ số, loại và nơi này."]
            figure = None
        if figure:
            flash("Đã lưu." if figures.change(connection, described.wave, stored, figure) else "Không có gì thay đổi.")
            return redirect(url_for("external.wave", code=code, loai=figure.kind, noi=figure.place or None))
    return render_template("external/figure.html", wave=described.wave, form=form, stored=stored), 422 if form.is_submitted() else 200


@blueprint.route("/<code>/<int:figure_id>/bo", methods=["GET", "POST"])
@may("external.change")
def remove(code: str, figure_id: int):
    """Ask why, then remove one figure; the journal keeps what it was and the reason."""
    form = RemoveForm()
    with _transaction() as connection:
        described, stored = _stored(connection, code, figure_id)
        if form.validate_on_submit():
            figures.remove(connection, described.wave, stored, form.reason.data)
            flash(f"Đã bỏ số liệu {stored.measure}.")
            return redirect(url_for("external.wave", code=code, loai=stored.kind, noi=stored.place or None))
    return render_template("external/remove.html", wave=described.wave, form=form, stored=stored, label=described.measures.get(stored.measure),
                           kind=KIND_NAMES[stored.kind], longest=LONGEST_REASON), 422 if form.is_submitted() else 200


@blueprint.route("/<code>/tep", methods=["GET", "POST"])
@may("external.change")
def import_page(code: str):
    """Import a file; bad rows are listed and nothing is stored."""
    form, told = FileForm(), None
    with _transaction() as connection:
        described = _described(connection, code)
        if form.validate_on_submit():
            told = _import(connection, described, form)
    if told and not told.bad:
        flash(f"Đã nhập tệp: {told.new} số liệu mới, {told.changed} số liệu sửa, {told.same} không đổi.")
        for one in told.contradictions:
            flash(f"Nguồn ngoài tự mâu thuẫn – {one.words}")
        return redirect(url_for("external.wave", code=code))
    return render_template("external/import.html", wave=described.wave, form=form, told=told, names=KIND_NAMES), 422 if form.is_submitted() else 200


def _transaction():
    """One that writes for what is sent, one that only reads for what is looked at."""
    return writing(engine()).begin() if request.method == "POST" else engine().connect()


def _import(connection: Connection, described: Described, form: FileForm) -> Imported | None:
    upload = form.file.data
    if not upload or not upload.filename:
        form.file.errors = ["Hãy chọn một tệp."]
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(upload.filename)[-100:] or "tep")
        upload.save(path)
        try:
            return import_file(connection, described, path, form.source.data or "")
        except Unreadable as refusal:
            form.file.errors = [why_unreadable(str(refusal))]
            return None


def _described(connection: Connection, code: str) -> Described:
    return describe(connection, code) or abort(404)


def _stored(connection: Connection, code: str, figure_id: int) -> tuple[Described, Row]:
    described = _described(connection, code)
    return described, figures.find(connection, described.wave.id, figure_id) or abort(404)


def _groups(connection: Connection, wave_id: int) -> list[Row]:
    query = select(ExternalFigure.kind, ExternalFigure.place, func.count().label("figures")).where(ExternalFigure.wave_id == wave_id)
    found = connection.execute(query.group_by(ExternalFigure.kind, ExternalFigure.place)).all()
    return sorted(found, key=lambda group: (list(KIND_NAMES).index(group.kind), group.place))


def _figures(connection: Connection, described: Described, group: Row) -> list[Row]:
    """The figures of one kind and place, in the order of the measures."""
    query = select(ExternalFigure.__table__).where(
        ExternalFigure.wave_id == described.wave.id, ExternalFigure.kind == group.kind, ExternalFigure.place == group.place)
    order = {code: place for place, code in enumerate(described.measures)}
    return sorted(connection.execute(query), key=lambda row: (order.get(row.measure, len(order)), row.measure))
