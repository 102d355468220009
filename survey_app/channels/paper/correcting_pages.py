"""Pages on which a supervisor or the department corrects a sheet that is of record, the paper in hand."""
from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from survey_app import engine
from survey_app.channels.paper.blueprint import blueprint, me, wave_or_404
from survey_app.channels.paper.correcting import LONGEST_REASON, Correction, correct, past_corrections, read_recorded
from survey_app.channels.paper.notation import describe, encode
from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.screen import screen_of
from survey_app.fielded import FieldedWave
from survey_app.people.permissions import may

# Besides the fields of the sheet.
OWN_FIELDS = ("csrf_token", "of", "answered_on", "reason")


@blueprint.get("/<code>/sua/")
@may("paper.correct")
def corrections(code: str):
    """Ask for the serial number of a sheet that is of record."""
    return render_template("paper/corrections.html", wave=wave_or_404(code), refused=None)


@blueprint.post("/<code>/sua/")
@may("paper.correct")
def find_recorded(code: str):
    """Lead to the sheet, or say why it cannot be corrected."""
    wave = wave_or_404(code)
    try:
        with engine().connect() as connection:
            found = read_recorded(connection, wave, request.form.get("serial", ""), me())
    except Refused as refused:
        return render_template("paper/corrections.html", wave=wave, refused=refused, typed=request.form.get("serial", "")), 422
    return redirect(url_for("paper.correction", code=code, serial=found.sheet.serial), 303)


@blueprint.get("/<code>/sua/<serial>")
@may("paper.correct")
def correction(code: str, serial: str):
    """What is of record for a sheet, every field open to be corrected."""
    return _show(wave_or_404(code), serial)


@blueprint.post("/<code>/sua/<serial>")
@may("paper.correct")
def keep_correction(code: str, serial: str):
    """Store the corrected response in the place of the one of record."""
    wave, sent = wave_or_404(code), request.form
    typed = {name: signs for name, signs in sent.items() if name not in OWN_FIELDS}
    try:
        of = int(sent.get("of", "")) if sent.get("of", "").isdecimal() else 0
        sheet, changed = correct(engine(), wave, serial, Correction(of, typed, sent.get("answered_on", ""), sent.get("reason", "")), me())
    except Refused as refused:
        return _show(wave, serial, refused)
    flash(f"Đã sửa {changed} ô của phiếu {sheet.serial}. Bản cũ được giữ lại.")
    return redirect(url_for("paper.corrections", code=code), 303)


def _show(wave: FieldedWave, serial: str, refused: Refused | None = None):
    """The sheet; what was typed stays only when it can be mended here."""
    try:
        with engine().connect() as connection:
            recorded = read_recorded(connection, wave, serial, me())
            past = past_corrections(connection, recorded.sheet)
    except Refused as turned_away:
        return render_template("paper/corrections.html", wave=wave, refused=turned_away, typed=serial), 422
    kept = request.form if refused and refused.reason != "corrected" else {}
    page = render_template(
        "paper/correction.html", wave=wave, recorded=recorded, past=past, screen=screen_of(wave.instrument), encode=encode, describe=describe,
        refused=refused, typed=kept, longest=LONGEST_REASON)
    return page, 422 if refused else 200
