"""Staff pages of desks: the list, the files to print, replacing a code."""
from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import SubmitField

from survey_app import engine, settings
from survey_app.codes import show_code
from survey_app.desks.desk_codes import CodeRefused, ListedDesk, find_active, issue, list_desks, path_of, revoke
from survey_app.desks.poster import Look, print_posters
from survey_app.desks.qr import FORMATS
from survey_app.desks.silence import Pause, own_silences, pauses, shared_silence, silent_words
from survey_app.people.permissions import may

blueprint = Blueprint("desks", __name__, template_folder="templates", url_prefix="/ban-lam-viec/diem")


class RevokeForm(FlaskForm):
    """Two ways to end a code."""

    replace = SubmitField("Thu hồi và cấp mã mới")
    stop = SubmitField("Thu hồi, không cấp mã mới")


@blueprint.app_template_filter("grouped")
def grouped(code: str) -> str:
    """A code as printed."""
    return show_code(code)


def _active(code: str) -> ListedDesk:
    """The desk with this active code, or the page "not found"."""
    try:
        with engine().connect() as connection:
            return find_active(connection, code)
    except CodeRefused:
        abort(404)


def _address(code: str) -> str:
    return settings().public_url + path_of(code)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    """A download that no cache keeps: the next one may bear another code."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)


@blueprint.get("/")
@may("desks.read")
def index():
    """All desks with their codes."""
    with engine().connect() as connection:
        desks, paused = list_desks(connection), _by_wave(pauses(connection))
    silent = {(code, one.number): one for code, found in paused.items() for one in own_silences(found)}
    everywhere = {code: silent_words(found) for code, found in paused.items() if shared_silence(found)}
    return render_template("desks/index.html", desks=desks, silent=silent, everywhere=everywhere, address=_address)


def _by_wave(paused: dict[tuple[str, str], Pause]) -> dict[str, list[Pause]]:
    """The pauses of the desks of each wave, by its code."""
    found: dict[str, list[Pause]] = {}
    for (code, _), pause in paused.items():
        found.setdefault(code, []).append(pause)
    return found


@blueprint.get("/<code>.<any(svg, png):kind>")
@may("desks.read")
def qr(code: str, kind: str):
    """The QR code of a desk."""
    desk = _active(code)
    draw, mimetype = FORMATS[kind]
    return _file(draw(_address(desk.code)), mimetype, f"qr-{desk.code}.{kind}")


def look() -> Look:
    """How posters look in this installation."""
    here = settings()
    return Look(here.public_url, here.province, here.accent)


@blueprint.get("/<code>.pdf")
@may("desks.read")
def poster(code: str):
    """The poster of a desk."""
    desk = _active(code)
    return _file(print_posters([(desk.name, desk.code)], look()), "application/pdf", f"ap-phich-{desk.code}.pdf")


@blueprint.get("/ap-phich.pdf")
@may("desks.read")
def posters():
    """The posters of all desks with an active code."""
    with engine().connect() as connection:
        coded = [(desk.name, desk.code) for desk in list_desks(connection) if desk.code]
    if not coded:
        abort(404)
    return _file(print_posters(coded, look()), "application/pdf", "ap-phich.pdf")


@blueprint.post("/<int:desk_id>/cap-ma")
@may("desks.change")
def give_code(desk_id: int):
    """Issue a code to a desk that has none."""
    try:
        code = issue(engine(), desk_id)
    except LookupError:
        abort(404)
    flash(f"Mã của điểm: {show_code(code)}. Hãy in áp phích và dán tại quầy.")
    return redirect(url_for("desks.index"))


@blueprint.route("/<code>/thu-hoi", methods=["GET", "POST"])
@may("desks.change")
def take_back(code: str):
    """Ask what shall follow, then revoke the code."""
    desk, form = _active(code), RevokeForm()
    if not form.validate_on_submit() or not (form.replace.data or form.stop.data):
        return render_template("desks/revoke.html", desk=desk, form=form), 422 if form.is_submitted() else 200
    try:
        successor = revoke(engine(), desk.code, replace=form.replace.data)
    except CodeRefused:  # somebody else was faster
        abort(404)
    gone = f"Đã thu hồi mã {show_code(desk.code)} của {desk.name}."
    flash(f"{gone} Mã mới: {show_code(successor)}. Hãy in áp phích mới." if successor else gone)
    return redirect(url_for("desks.index"))
