"""The pages of the third person: sheets whose two keyings differ, and one sheet to decide field by field."""
from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from survey_app import engine
from survey_app.channels.paper.adjudication import LETTERS, OTHER, decide, open_dispute, read_dispute, waiting_sheets
from survey_app.channels.paper.blueprint import blueprint, me, wave_or_404
from survey_app.channels.paper.notation import describe
from survey_app.channels.paper.refusals import Refused
from survey_app.fielded import FieldedWave
from survey_app.people.permissions import may

CHOICE, TYPED = "chon-", "go-"


@blueprint.get("/<code>/phan-xu/")
@may("paper.adjudicate")
def disputes(code: str):
    """The sheets that wait for somebody who did not key them."""
    wave = wave_or_404(code)
    with engine().connect() as connection:
        count, sheets = waiting_sheets(connection, wave, me())
    return render_template("paper/disputes.html", wave=wave, count=count, sheets=sheets)


@blueprint.post("/<code>/phan-xu/<serial>/mo")
@may("paper.adjudicate")
def take_dispute(code: str, serial: str):
    """Take a sheet in hand for deciding."""
    wave = wave_or_404(code)
    try:
        sheet = open_dispute(engine(), wave, serial, me())
    except Refused as refused:
        return _back(wave, refused.words)
    return redirect(url_for("paper.dispute", code=code, serial=sheet.serial), 303)


@blueprint.get("/<code>/phan-xu/<serial>")
@may("paper.adjudicate")
def dispute(code: str, serial: str):
    """The differing fields of one sheet."""
    return _show(wave_or_404(code), serial)


@blueprint.post("/<code>/phan-xu/<serial>")
@may("paper.adjudicate")
def decide_dispute(code: str, serial: str):
    """Take the decisions; the next sheet follows."""
    wave = wave_or_404(code)
    try:
        sheet = decide(engine(), wave, serial, me(), _named(CHOICE), _named(TYPED))
    except Refused as refused:
        return _show(wave, serial, refused) if refused.wrong else _back(wave, refused.words)
    return _back(wave, f"Đã phân xử phiếu {sheet.serial}.")


def _named(prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)}


def _back(wave: FieldedWave, words: str):
    flash(words)
    return redirect(url_for("paper.disputes", code=wave.code), 303)


def _show(wave: FieldedWave, serial: str, refused: Refused | None = None):
    try:
        with engine().connect() as connection:
            found = read_dispute(connection, wave, serial, me())
    except Refused as turned_away:
        return _back(wave, turned_away.words)
    page = render_template(
        "paper/dispute.html", wave=wave, dispute=found, describe=describe, refused=refused, letters=LETTERS, other=OTHER,
        choice_name=CHOICE, typed_name=TYPED, chosen=_named(CHOICE), typed=_named(TYPED))
    return page, 422 if refused else 200
