"""Pages of what is kept: the rule, what is due by it, what was thinned; changing the rule."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for

from survey_app import engine
from survey_app.keeping.changing import change_rule
from survey_app.keeping.form import KeepingForm
from survey_app.keeping.reading import due, rule, thinned_by_wave
from survey_app.keeping.rule import REASONS
from survey_app.people.permissions import may
from survey_app.scheduling.reading import scheduler_works

blueprint = Blueprint("keeping", __name__, url_prefix="/thu-gon", template_folder="templates")


@blueprint.get("/")
@may("schedule.read")
def index():
    """What is kept whole, what will be thinned, what was."""
    with engine().connect() as connection:
        now = rule(connection)
        return render_template("keeping/index.html", rule=now, due=due(connection, now.nights), thinned=thinned_by_wave(connection), reasons=REASONS, works=scheduler_works(connection))


@blueprint.route("/doi", methods=["GET", "POST"])
@may("schedule.change")
def edit():
    """Change for how long runs are kept whole."""
    form = KeepingForm()
    if form.validate_on_submit():
        change_rule(engine(), form.rule())
        flash("Đã lưu. Lần tính đã thu gọn trước đây vẫn như vậy.")
        return redirect(url_for("keeping.index"))
    if not form.is_submitted():
        with engine().connect() as connection:
            form.show(rule(connection))
    return render_template("keeping/edit.html", form=form), 422 if form.is_submitted() else 200
