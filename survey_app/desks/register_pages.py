"""Pages to add a desk and to change one."""
from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select

from survey_app import engine
from survey_app.codes import show_code
from survey_app.desks.pages import blueprint
from survey_app.desks.registering import DeskForm, NewDeskForm, NumberTaken, add_desk, change_desk
from survey_app.models import ServicePoint
from survey_app.people.permissions import may


@blueprint.route("/them", methods=["GET", "POST"])
@may("desks.change")
def add():
    """Add a desk; it gets its first code at once."""
    form = NewDeskForm()
    with engine().connect() as connection:
        form.offer(connection)
    if form.validate_on_submit():
        try:
            code = add_desk(engine(), form.number.data, form.name.data, form.unit.data)
            flash(f"Đã thêm {form.name.data}, mã {show_code(code)}. Hãy cho điểm tham gia đợt khảo sát, rồi in áp phích.")
            return redirect(url_for(".index"))
        except NumberTaken:
            form.number.errors = ["Số này đã có điểm khác dùng."]
    return render_template("desks/desk.html", form=form, desk=None), 422 if form.is_submitted() else 200


@blueprint.route("/<int:desk_id>/sua", methods=["GET", "POST"])
@may("desks.change")
def change(desk_id: int):
    """Rename a desk, or say that it moved."""
    form = DeskForm()
    with engine().connect() as connection:
        desk = connection.execute(select(ServicePoint.number, ServicePoint.name, ServicePoint.unit_id).where(ServicePoint.id == desk_id)).first() or abort(404)
        form.offer(connection, (desk.unit_id,))
    if form.validate_on_submit():
        change_desk(engine(), desk_id, form.name.data, form.unit.data)
        flash(f"Đã lưu {form.name.data}.")
        return redirect(url_for(".index"))
    if not form.is_submitted():
        form.name.data, form.unit.data = desk.name, desk.unit_id
    return render_template("desks/desk.html", form=form, desk=desk), 422 if form.is_submitted() else 200
