"""Pages of units: the list of a day, one code's life, adding and ending."""
from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from survey_app import engine
from survey_app.database import writing
from survey_app.people.permissions import may
from survey_app.times import LOCAL
from survey_app.units.changing import UnitRefused, add_unit, end_unit
from survey_app.units.forms import LEVEL_NAMES, EndForm, UnitForm
from survey_app.units.reading import count_levels, life_of, list_units

blueprint = Blueprint("units", __name__, template_folder="templates", url_prefix="/don-vi")


@blueprint.get("/")
@may("units.read")
def index():
    """The units in life on a day, searched, a page at a time."""
    today = datetime.now(LOCAL).date()
    level = request.args.get("cap", "commune")
    wanted = {"day": _day(request.args.get("ngay", "")) or today, "level": level if level in LEVEL_NAMES else "", "search": request.args.get("tim", "").strip()[:100]}
    with engine().connect() as connection:
        found = list_units(connection, **wanted, page=request.args.get("trang", 1, type=int))
        counts = count_levels(connection, wanted["day"])
    return render_template("units/index.html", found=found, wanted=wanted, counts=counts, levels=LEVEL_NAMES, today=today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.route("/them", methods=["GET", "POST"])
@may("units.change")
def add():
    """Add one unit."""
    form = UnitForm()
    if form.validate_on_submit():
        try:
            with writing(engine()).begin() as connection:
                add_unit(connection, code=form.code.data, name=form.name.data, level=form.level.data,
                         parent_code=form.parent_code.data, valid_from=form.valid_from.data)
            flash(f"Đã thêm {form.name.data}.")
            return redirect(url_for(".show", code=form.code.data))
        except UnitRefused as refusal:
            form.show(refusal)
    return render_template("units/add.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/<path:code>/")
@may("units.read")
def show(code: str):
    """The life of a code."""
    with engine().connect() as connection:
        spans = life_of(connection, code) or abort(404)
    return render_template("units/show.html", code=code, spans=spans, levels=LEVEL_NAMES)


@blueprint.route("/<path:code>/ket-thuc", methods=["GET", "POST"])
@may("units.change")
def end(code: str):
    """End a unit and say what it became."""
    form = EndForm()
    with engine().connect() as connection:
        span = next((span for span in life_of(connection, code) if span.row.valid_to is None), None) or abort(404)
    if form.validate_on_submit():
        try:
            with writing(engine()).begin() as connection:
                end_unit(connection, code, form.valid_to.data, form.becoming)
            flash(f"Đã ghi: {span.row.name} hết hiệu lực từ {form.valid_to.data:%d/%m/%Y}.")
            return redirect(url_for(".show", code=code))
        except UnitRefused as refusal:
            form.show(refusal)
    return render_template("units/end.html", code=code, span=span, form=form), 422 if form.is_submitted() else 200
