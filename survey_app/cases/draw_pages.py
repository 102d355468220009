"""Pages of the draw: the frame and the draw that were made, and making one after seeing what it would come to."""
from __future__ import annotations

import json
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from survey_app import engine
from survey_app.addresses import household_wave_or_404
from survey_app.cases.blueprint import blueprint
from survey_app.cases.drawn import draws_of, frame_of, why_fixed
from survey_app.cases.forms import DrawForm
from survey_app.cases.words import METHOD_NAMES, STRATA_NAMES
from survey_app.fielded import FieldedWave
from survey_app.numbers import whole
from survey_app.people.permissions import may
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.frame_store import read_frame
from survey_app.sampling.plan import Plan
from survey_app.sampling.preview import PlannedStratum, preview
from survey_app.sampling.random_numbers import checked_seed
from survey_app.sampling.refusals import Refused
from survey_app.sampling.respondents import RULES

NAMES = {"strata_names": STRATA_NAMES, "methods": METHOD_NAMES, "rules": RULES}


@blueprint.get("/<wave_code>/rut-mau")
@may("sample.read")
def draw_page(wave_code: str):
    """The frame of a wave, its draw, and how to repeat it."""
    with engine().connect() as connection:
        fielded = household_wave_or_404(connection, wave_code)
        frame, (current, earlier), fixed = frame_of(connection, fielded.id), draws_of(connection, fielded.id), why_fixed(connection, fielded)
    return render_template("cases/draw.html", wave=fielded, frame=frame, current=current, earlier=earlier, fixed=fixed, **NAMES)


@blueprint.route("/<wave_code>/rut-mau/moi", methods=["GET", "POST"])
@may("sample.change")
def draw(wave_code: str):
    """Draw: first what the plan comes to, then the draw of just that plan."""
    with engine().connect() as connection:
        fielded, form = household_wave_or_404(connection, wave_code), DrawForm()
        has_draw = draws_of(connection, fielded.id)[0] is not None
    if not form.validate_on_submit():
        return _show(fielded, form, has_draw), 422 if form.is_submitted() else 200
    try:
        planned = _preview(fielded, form)
        if "rut" in request.form and form.foreseen.data == _digest(form.plan()):
            return _draw(fielded, form)
    except Refused as refused:
        return _show(fielded, form, has_draw, problem=refused.vi), 422
    form.foreseen.data = _digest(form.plan())
    return _show(fielded, form, has_draw, planned=planned)


def _preview(fielded: FieldedWave, form: DrawForm) -> tuple[Plan, list[PlannedStratum]]:
    checked_seed(form.seed.data)
    with engine().connect() as connection:
        return preview(read_frame(connection, fielded).frame, form.plan())


def _draw(fielded: FieldedWave, form: DrawForm):
    done = draw_wave(engine(), fielded.code, form.seed.data, form.plan(), current_user.username, form.reason.data or None)
    flash(f"Đã rút mẫu: {whole(done.psus)} thôn, {whole(done.cases)} hộ." if done.is_new else "Mẫu này đã được rút trước đó; không có gì thay đổi.")
    return redirect(url_for("cases.draw_page", wave_code=fielded.code), 303)


def _digest(plan: Plan) -> str:
    """What names the plan that was shown: another one is shown again before it is drawn."""
    return sha256(json.dumps(plan.parameters(), sort_keys=True).encode()).hexdigest()


def _show(fielded: FieldedWave, form: DrawForm, has_draw: bool, *, planned: tuple[Plan, list[PlannedStratum]] | None = None, problem: str | None = None) -> str:
    plan, strata = planned or (None, [])
    return render_template("cases/plan.html", wave=fielded, form=form, has_draw=has_draw, plan=plan, strata=strata, problem=problem, **NAMES)
