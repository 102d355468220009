"""Pages of the schedule: every wave's in words with its next time and last result; changing one."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from survey_app import engine
from survey_app.keeping.reading import rule
from survey_app.models import now
from survey_app.people.permissions import may
from survey_app.runs.history import STATES
from survey_app.scheduling.changing import change_schedule
from survey_app.scheduling.form import ScheduleForm
from survey_app.scheduling.reading import lines, scheduler_works

blueprint = Blueprint("scheduling", __name__, url_prefix="/lich-tinh", template_folder="templates")


@blueprint.get("/")
@may("schedule.read")
def index():
    """When each wave is computed."""
    with engine().connect() as connection:
        return render_template("scheduling/index.html", lines=lines(connection), works=scheduler_works(connection), now=now(), states=STATES, keeping=rule(connection))


@blueprint.route("/<code>", methods=["GET", "POST"])
@may("schedule.change")
def edit(code: str):
    """Change when a wave is computed."""
    with engine().connect() as connection:
        line = next(iter(lines(connection, code)), None) or abort(404)
    form = ScheduleForm().offer(line)
    if form.validate_on_submit():
        change_schedule(engine(), code, form.schedule())
        flash("Đã lưu lịch tính. Bộ lập lịch dùng lịch mới trong vài giây.")
        return redirect(url_for("scheduling.index"))
    if not form.is_submitted():
        form.show(line)
    return render_template("scheduling/edit.html", line=line, form=form), 422 if form.is_submitted() else 200
