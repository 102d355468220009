"""The keying screen: one page a sheet that works as a plain form, and the script's three questions to the server."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from survey_app import engine, settings
from survey_app.channels.paper.arriving import Unreadable, read_document, read_form
from survey_app.channels.paper.blueprint import blueprint, me, wave_or_404
from survey_app.channels.paper.claims import held_since, open_sheet
from survey_app.channels.paper.keying import keep_keying
from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.screen import screen_of
from survey_app.channels.paper.script_doors import script_may
from survey_app.channels.paper.sheets import find_sheet, largest_number
from survey_app.fielded import FieldedWave
from survey_app.people.permissions import may
from survey_app.printing.occasions import occasion_of
from survey_app.printing.questionnaire import page_map
from survey_app.sampling.serials import TABLE, WIDTH
from survey_app.times import LOCAL

KEPT = "Đã ghi phiếu {serial}."


def _show(wave: FieldedWave, serial: str = "", typed: Mapping | None = None, refused: Refused | None = None):
    """The page with the field for the serial number, and the sheet when one is open; the script always gets the sheet."""
    with engine().connect() as connection:
        largest, rule = largest_number(connection, wave), occasion_of(connection, wave, settings().province).respondent_rule
    page = render_template(
        "paper/sheet.html", wave=wave, serial=serial, typed=typed or {}, refused=refused, screen=screen_of(wave.instrument),
        printed=page_map(wave.instrument, rule), largest=largest, serial_check=TABLE, serial_width=WIDTH,
        day=(typed or {}).get("answered_on") or _usual_day(wave).isoformat(), submission_id=str(uuid.uuid4()), user_id=me().user_id)
    return page, 422 if refused else 200


def _usual_day(wave: FieldedWave) -> date:
    """Today, or the last day on which the wave could be answered."""
    return max(wave.opens_on, min(wave.closes_on or date.max, datetime.now(LOCAL).date()))


@blueprint.get("/<code>/")
@may("paper.key")
def enter_serial(code: str):
    """Ask for a serial number."""
    return _show(wave_or_404(code))


@blueprint.post("/<code>/mo")
@may("paper.key")
def open_by_form(code: str):
    """Take a sheet in hand and lead to it."""
    wave = wave_or_404(code)
    try:
        sheet = open_sheet(engine(), wave, request.form.get("serial", ""), me())
    except Refused as refused:
        return _show(wave, refused=refused)
    return redirect(url_for("paper.key_sheet", code=code, serial=sheet.serial), 303)


@blueprint.get("/<code>/phieu/<serial>")
@may("paper.key")
def key_sheet(code: str, serial: str):
    """A sheet in hand; without a lease back to the serial number."""
    wave = wave_or_404(code)
    if _in_hand(wave, serial) is None:
        return redirect(url_for("paper.enter_serial", code=code), 303)
    return _show(wave, serial)


@blueprint.post("/<code>/phieu/<serial>")
@may("paper.key")
def keep_by_form(code: str, serial: str):
    """Keep a sheet keyed without script."""
    wave = wave_or_404(code)
    try:
        sheet = keep_keying(engine(), wave, serial, read_form(request.form, wave, serial, _in_hand(wave, serial)), me())
    except (Refused, Unreadable) as refused:
        shown = refused if isinstance(refused, Refused) else Refused("invalid", serial)
        return _show(wave, serial, request.form, shown)
    flash(KEPT.format(serial=sheet.serial))
    return redirect(url_for("paper.enter_serial", code=code), 303)


def _in_hand(wave: FieldedWave, serial: str) -> datetime | None:
    with engine().connect() as connection:
        try:
            return held_since(connection, find_sheet(connection, wave, serial, me()), me().user_id)
        except Refused:
            return None


@blueprint.post("/<code>/giu")
@script_may("paper.key")
def open_by_script(code: str):
    """Take a sheet in hand, or renew the lease: {serial} -> {serial}; 409 {reason, message} when it cannot be keyed."""
    document = request.get_json(silent=True)
    serial = str(document.get("serial", "")) if isinstance(document, dict) else ""
    try:
        return {"serial": open_sheet(engine(), wave_or_404(code), serial, me()).serial}
    except Refused as refused:
        return {"reason": refused.reason, "message": refused.words}, 409


@blueprint.post("/<code>/ghi")
@script_may("paper.key")
def keep_by_script(code: str):
    """Keep a sheet: 200 {serial, message} however often it is sent, 409 when it cannot be kept, 422 with the fields to mend.

    Whose keying it was stands in `user`: a queue left by another person at this computer is not sent under this name.
    """
    document, wave = request.get_json(silent=True), wave_or_404(code)
    if isinstance(document, dict) and document.get("user") != me().user_id:
        return {"reason": "user"}, 401
    try:
        sheet = keep_keying(engine(), wave, *read_document(document, wave), me())
    except Unreadable as unreadable:
        return {"reason": "unreadable", "message": f"Máy chủ không đọc được bản gửi: {unreadable}"}, 409
    except Refused as refused:
        return {"reason": refused.reason, "message": refused.words, "wrong": refused.wrong}, 422 if refused.wrong else 409
    return {"serial": sheet.serial, "message": KEPT.format(serial=sheet.serial)}


@blueprint.get("/sw.js")
def worker():
    """The service worker, from here so that it governs the pages of keying; the browser asks for a newer one each time."""
    answer = blueprint.send_static_file("worker.js")
    answer.cache_control.no_cache = True
    return answer


@blueprint.get("/da-dang-nhap")
@may("paper.key")
def session_again():
    """Where a person arrives who logged in again beside a sheet that is open."""
    return render_template("paper/session_again.html")


@blueprint.get("/phien")
@script_may("paper.key")
def session_of_script():
    """Who is logged in, and a fresh token for the next thing to send."""
    return {"user": me().user_id, "token": generate_csrf()}
