"""Pages of one case: its history, saying what became of it, replacing it."""
from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from survey_app import engine
from survey_app.cases.blueprint import blueprint, settled_wave
from survey_app.cases.forms import OutcomeForm, ReplaceForm
from survey_app.cases.one_case import OneCase, read_case
from survey_app.cases.words import CHANNELS, EVENTS
from survey_app.exclusions.words import REASONS
from survey_app.fielded import FieldedWave
from survey_app.people.permissions import may
from survey_app.sampling import casework
from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS
from survey_app.sampling.outcome import WITHOUT_INTERVIEW
from survey_app.sampling.refusals import Refused


@blueprint.get("/<wave_code>/ho/<serial>")
@may("cases.read")
def one(wave_code: str, serial: str):
    """One case and its history."""
    return _show(*_case_or_404(wave_code, serial))


@blueprint.post("/<wave_code>/ho/<serial>/ket-qua")
@may("cases.dispose")
def dispose(wave_code: str, serial: str):
    """Say what became of a case."""
    (fielded, case), form = _case_or_404(wave_code, serial), OutcomeForm()
    if not form.validate_on_submit():
        return _show(fielded, case, outcome=form), 422
    try:
        casework.dispose(engine(), fielded.code, case.row.serial, form.code.data or "", current_user.username, form.reason.data or None)
    except Refused as refused:
        return _show(fielded, case, outcome=form, problem=refused.vi), 422
    flash(f"Đã ghi kết quả: {DISPOSITIONS[form.code.data].vi}.")
    return redirect(url_for("cases.one", wave_code=fielded.code, serial=case.row.serial), 303)


@blueprint.post("/<wave_code>/ho/<serial>/thay")
@may("cases.change")
def replace(wave_code: str, serial: str):
    """Put the next household of the reserve in the place of a case."""
    (fielded, case), form = _case_or_404(wave_code, serial), ReplaceForm()
    if not form.validate_on_submit():
        return _show(fielded, case, replacing=form), 422
    try:
        done = casework.replace_case(engine(), fielded.code, case.row.serial, current_user.username, form.why.data or "", form.ground.data or None)
    except Refused as refused:
        return _show(fielded, case, replacing=form, problem=refused.vi), 422
    flash(f"Hộ của phiếu {done.replaced} được thay bằng phiếu {done.serial}: hộ số {done.household} trong danh sách của thôn.")
    return redirect(url_for("cases.one", wave_code=fielded.code, serial=done.serial), 303)


def _case_or_404(wave_code: str, serial: str) -> tuple[FieldedWave, OneCase]:
    """The wave and the case, if it lies in the account's communes; else the page "not found"."""
    fielded = settled_wave(wave_code)
    with engine().connect() as connection:
        found = read_case(connection, fielded.id, serial, current_user.scope)
    return fielded, found or abort(404)


def _show(fielded: FieldedWave, case: OneCase, *, outcome: OutcomeForm | None = None, replacing: ReplaceForm | None = None, problem: str | None = None) -> str:
    is_free = fielded.state != "closed" and not case.is_settled
    return render_template(
        "cases/case.html", wave=fielded, case=case, of=case.row, outcome=outcome or OutcomeForm(formdata=None), replacing=replacing or ReplaceForm(formdata=None), problem=problem,
        events=EVENTS, channels=CHANNELS, dispositions=DISPOSITIONS, groups=GROUPS, exclusion_reasons=REASONS, left_out_code=WITHOUT_INTERVIEW,
        may_dispose=is_free and current_user.may("cases.dispose"), may_replace=is_free and not case.row.replaced_by and current_user.may("cases.change"),
    )
