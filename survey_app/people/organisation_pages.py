"""Pages of organisations: the list with a form to add one, and renaming."""
from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from survey_app import engine
from survey_app.people.organisations import CODE, CodeTaken, add_organisation, change_organisation, list_organisations
from survey_app.people.pages import blueprint
from survey_app.people.permissions import may
from survey_app.people.words import KIND_NAMES
from survey_app.written import tidy


class OrganisationForm(FlaskForm):
    """A name and a kind."""

    name = StringField("Tên cơ quan", [DataRequired("Hãy nhập tên cơ quan."), Length(max=200, message="Nhiều nhất 200 ký tự.")], filters=[tidy])
    kind = SelectField("Loại", choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()])


class NewOrganisationForm(OrganisationForm):
    """With the short code that stays."""

    code = StringField("Mã ngắn", [
        DataRequired("Hãy nhập mã."),
        Regexp(CODE.pattern + "$", message="Chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới; nhiều nhất 20 ký tự; ví dụ: buu-dien."),
    ])


@blueprint.get("/co-quan")
@may("people.read")
def organisations():
    """The list, and below it, for whoever may change things, a form for another one."""
    return _list(NewOrganisationForm() if current_user.may("people.change") else None)


@blueprint.post("/co-quan")
@may("people.change")
def new_organisation():
    """Add one."""
    form = NewOrganisationForm()
    if form.validate_on_submit():
        try:
            add_organisation(engine(), form.code.data, form.name.data, form.kind.data)
            flash(f"Đã thêm {form.name.data}.")
            return redirect(url_for("people.organisations"))
        except CodeTaken:
            form.code.errors = ["Mã này đã có cơ quan khác dùng."]
    return _list(form), 422


def _list(form: FlaskForm | None):
    with engine().connect() as connection:
        return render_template("people/organisations.html", rows=list_organisations(connection), kinds=KIND_NAMES, form=form)


@blueprint.route("/co-quan/<int:organisation_id>", methods=["GET", "POST"])
@may("people.change")
def organisation(organisation_id: int):
    """Rename one."""
    with engine().connect() as connection:
        found = next((row for row in list_organisations(connection) if row.id == organisation_id), None) or abort(404)
    form = OrganisationForm(obj=found)
    if form.validate_on_submit():
        change_organisation(engine(), organisation_id, form.name.data, form.kind.data)
        flash(f"Đã lưu {form.name.data}.")
        return redirect(url_for("people.organisations"))
    return render_template("people/organisation.html", found=found, form=form), 422 if form.is_submitted() else 200
