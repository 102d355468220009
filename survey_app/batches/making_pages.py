"""Pages that make batches, after showing what would be made, and take one apart again."""
from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from survey_app import engine
from survey_app.addresses import household_wave_or_404
from survey_app.batches.blueprint import batch_or_404, blueprint
from survey_app.batches.dissolving import dissolve_batch
from survey_app.batches.entry_forms import DissolveForm, MakeForm
from survey_app.batches.making import Bundling, create_batches, foresee_batches
from survey_app.batches.refusals import BatchRefused
from survey_app.batches.registry import Holder
from survey_app.fielded import FieldedWave
from survey_app.numbers import whole
from survey_app.people.permissions import may

FORESEEN = 12


@blueprint.route("/<wave_code>/moi", methods=["GET", "POST"])
@may("batches.change")
def make(wave_code: str):
    """Bundle the forms that are in no batch: first how many batches that would give, then making them."""
    with engine().connect() as connection:
        fielded = household_wave_or_404(connection, wave_code)
        form = MakeForm().offer(connection, current_user.scope, fielded.id)
    if not form.validate_on_submit():
        return _show(fielded, form), 422 if form.is_submitted() else 200
    try:
        if "lap" in request.form:
            return _make(fielded, form)
        with engine().connect() as connection:
            return _show(fielded, form, foreseen=foresee_batches(connection, fielded, _bundling(form)))
    except BatchRefused as refused:
        return _show(fielded, form, problem=refused.vi), 422


def _make(fielded: FieldedWave, form: MakeForm):
    made = create_batches(engine(), fielded.code, _bundling(form), Holder(form.organisation.data, form.surveyor.data))
    forms = sum(batch.forms for batch in made)
    flash(f"Đã lập {whole(len(made))} tập, {whole(forms)} phiếu." if made else "Không có phiếu nào ngoài tập, nên không lập tập nào.")
    return redirect(url_for("batches.wave", wave_code=fielded.code), 303)


def _bundling(form: MakeForm) -> Bundling:
    return Bundling(form.size.data, form.by_psu.data, form.commune.data, current_user.scope)


def _show(fielded: FieldedWave, form: MakeForm, **more) -> str:
    return render_template("batches/make.html", wave=fielded, form=form, shown=FORESEEN, homeless=not form.organisation.choices, **more)


@blueprint.post("/<wave_code>/<int:number>/giai-the")
@may("batches.change")
def dissolve(wave_code: str, number: int):
    """Take apart a batch of which nothing has gone out."""
    with engine().connect() as connection:
        _, found = batch_or_404(connection, wave_code, number)
    form = DissolveForm()
    try:
        forms = dissolve_batch(engine(), found.id, form.why.data if form.validate_on_submit() else "")
    except BatchRefused as refused:
        flash(refused.vi)
        return redirect(url_for("batches.batch", wave_code=wave_code, number=number), 303)
    flash(f"Đã giải thể tập {number}; {whole(forms)} phiếu lại ở ngoài tập.")
    return redirect(url_for("batches.wave", wave_code=wave_code), 303)
