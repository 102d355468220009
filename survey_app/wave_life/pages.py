"""Pages of waves: the list, making one, one wave with what can be done next, its desks, opening and closing."""
from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection

import forms
from survey_app import engine
from survey_app.arrivals import WAYS
from survey_app.closing import closing_obstacles
from survey_app.database import writing
from survey_app.people.permissions import may
from survey_app.times import LOCAL
from survey_app.wave_life.changing import NotNow, Outside, change_wave, choose_desks
from survey_app.wave_life.forms import CloseForm, NewWaveForm, WaveForm
from survey_app.wave_life.reading import WaveLine, answers_by_channel, find_wave, list_waves, read_desks, read_sample
from survey_app.wave_life.words import STATES, WHAT_NEXT
from survey_app.waves import Unfinished, WaveRefused, add_wave, join_desks, move_on

blueprint = Blueprint("wave_life", __name__, template_folder="templates", url_prefix="/dot-khao-sat")
MOVED = "Việc này không làm được nữa: đợt vừa được người khác chuyển trạng thái."


@blueprint.get("/")
@may("waves.read")
def index():
    """All waves."""
    with engine().connect() as connection:
        waves = list_waves(connection)
    return render_template("wave_life/index.html", waves=waves, states=STATES, today=_today())


@blueprint.route("/moi", methods=["GET", "POST"])
@may("waves.change")
def create():
    """Make a draft wave; a desk wave takes in all desks."""
    form = NewWaveForm()
    with engine().connect() as connection:
        form.offer(connection)
        if form.is_submitted() and form.validate() and find_wave(connection, form.code.data):
            form.code.errors = ["Mã này đã có đợt khác dùng."]
    if form.is_submitted() and not form.errors:
        try:
            _make(form)
            flash(f"Đã lập đợt {form.code.data} ở trạng thái nháp.")
            return redirect(url_for(".show", code=form.code.data))
        except WaveRefused:  # somebody else was faster
            form.code.errors = ["Mã này đã có đợt khác dùng."]
    return render_template("wave_life/create.html", form=form), 422 if form.is_submitted() else 200


def _make(form: NewWaveForm) -> None:
    with writing(engine()).begin() as connection:
        wave_id = add_wave(connection, form.wave(), forms.load(*form.instrument.data.split("/", 1)))
        if form.kind.data == "desk":
            join_desks(connection, wave_id)


@blueprint.get("/<code>/")
@may("waves.read")
def show(code: str):
    """One wave: where it stands, what it is made of, what can be done next."""
    return _show(code, CloseForm())


def _show(code: str, closing: CloseForm, problem: str | None = None):
    with engine().connect() as connection:
        wave = _found(connection, code)
        about = {"channels": answers_by_channel(connection, wave.row.id), "sample": read_sample(connection, wave.row.id) if wave.row.kind != "desk" else None,
                 "desks": read_desks(connection, wave.row.id) if wave.row.kind == "desk" else None,
                 "obstacles": closing_obstacles(connection, wave.row.id) if wave.row.state == "open" else ()}
    return render_template("wave_life/show.html", wave=wave, closing=closing, problem=problem, states=STATES, what_next=WHAT_NEXT, channel_names=WAYS,
                           today=_today(), **about), 422 if problem else 200


@blueprint.route("/<code>/sua", methods=["GET", "POST"])
@may("waves.change")
def edit(code: str):
    """Change title, days, comparison and double entry."""
    form = WaveForm()
    with writing(engine()).begin() if request.method == "POST" else engine().connect() as connection:
        wave = _found(connection, code)
        form.offer(connection, wave.row.kind, but=code)
        if not form.is_submitted():
            form.show(wave)
        if form.validate_on_submit():
            try:
                changed = change_wave(connection, wave, title=form.title.data, opens_on=form.opens_on.data, closes_on=form.closes_on.data,
                                      previous=form.previous.data or None, share=form.share if wave.row.kind == "household" else None)
                flash("Đã lưu." if changed else "Không có gì thay đổi.")
                return redirect(url_for(".show", code=code))
            except NotNow as refusal:
                form.refuse(refusal.frozen or abort(409))
            except Outside as refusal:
                form.refuse_days(refusal.left)
    return render_template("wave_life/edit.html", wave=wave, form=form), 422 if form.is_submitted() else 200


@blueprint.post("/<code>/mo")
@may("waves.change")
def open_wave(code: str):
    """From now on answers are taken."""
    return _move_on(code, "open", "Đã mở đợt. Từ bây giờ phiếu được nhận.")


@blueprint.post("/<code>/dong")
@may("waves.change")
def close_wave(code: str):
    """Close for good; work that would be left behind is shown first and must be accepted."""
    form = CloseForm()
    try:
        return _move_on(code, "closed", "Đã đóng đợt. Không nhận thêm phiếu nữa.", anyway=bool(form.anyway.data))
    except Unfinished:
        return _show(code, form, "Chưa đóng đợt: còn việc dở. Hãy làm xong, hoặc đánh dấu ô xác nhận rồi đóng lại.")


def _move_on(code: str, state: str, said: str, anyway: bool = False):
    """Open or close a wave and go back to its page; Unfinished is for the caller."""
    with engine().connect() as connection:
        _found(connection, code)
    try:
        move_on(engine(), code, state, anyway=anyway)
        flash(said)
    except Unfinished:
        raise
    except WaveRefused:
        flash(MOVED)
    return redirect(url_for(".show", code=code))


@blueprint.post("/<code>/diem")
@may("waves.change")
def desks(code: str):
    """Choose the desks that take part."""
    with writing(engine()).begin() as connection:
        wave = _found(connection, code)
        try:
            joined, left = choose_desks(connection, wave, request.form.getlist("desk", type=int))
        except NotNow:
            abort(409)
    flash(f"Đã lưu: thêm {joined} điểm, bớt {left} điểm." if joined or left else "Không có gì thay đổi.")
    return redirect(url_for(".show", code=code))


def _found(connection: Connection, code: str) -> WaveLine:
    return find_wave(connection, code) or abort(404)


def _today():
    return datetime.now(LOCAL).date()
