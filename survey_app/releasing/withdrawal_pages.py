"""The page on which whoever proposed takes the proposal back."""
from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from survey_app import engine
from survey_app.people.permissions import may
from survey_app.releasing.blueprint import blueprint, wave_or_404
from survey_app.releasing.forms import WithdrawForm
from survey_app.releasing.reading import read_release
from survey_app.releasing.refusal import Refused
from survey_app.releasing.withdrawing import withdraw


@blueprint.route("/<code>/<int:number>/rut-lai", methods=["GET", "POST"])
@may("releases.propose")
def take_back(code: str, number: int):
    """Why it is taken back; one that is decided, or somebody else's, leads to what it is, where the second is told."""
    form, there = WithdrawForm(), url_for("releasing.show", code=code, number=number)
    with engine().connect() as connection:
        wave, release = wave_or_404(connection, code), read_release(connection, code, number) or abort(404)
    if form.validate_on_submit():
        try:
            withdraw(engine(), code, number, current_user.id, form.reason.data)
            flash("Đã rút lại đề nghị.")
        except Refused as refused:
            flash(str(refused))
        return redirect(there)
    if release.state != "proposed" or release.proposed_by != current_user.id:
        if release.state == "proposed":
            flash(str(Refused("not_yours")))
        return redirect(there)
    return render_template("releasing/withdraw.html", wave=wave, release=release, form=form), 422 if form.is_submitted() else 200
