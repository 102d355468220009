"""Pages of the sample's size: the calculator and its picture."""
from __future__ import annotations

from flask import Response, abort, render_template, request
from werkzeug.datastructures import MultiDict

from survey_app import engine
from survey_app.addresses import household_wave_or_404
from survey_app.cases.blueprint import blueprint
from survey_app.cases.forms import USUAL_SIZE, SizeForm
from survey_app.people.permissions import may
from survey_app.sampling.size import sample_size
from survey_app.sampling.size_picture import draw_picture


@blueprint.get("/<wave_code>/co-mau")
@may("sample.read")
def size(wave_code: str):
    """How many answers, villages and households a margin takes."""
    with engine().connect() as connection:
        fielded = household_wave_or_404(connection, wave_code)
    form = _asked()
    wish = form.wish() if form.validate() else None
    return render_template("cases/size.html", wave=fielded, form=form, wish=wish, size=sample_size(wish) if wish else None), 200 if wish else 422


@blueprint.get("/<wave_code>/co-mau.svg")
@may("sample.read")
def size_picture(wave_code: str):
    """The same as a picture."""
    with engine().connect() as connection:
        household_wave_or_404(connection, wave_code)
    form = _asked()
    return Response(draw_picture(form.wish()), mimetype="image/svg+xml") if form.validate() else abort(404)


def _asked() -> SizeForm:
    return SizeForm(MultiDict(USUAL_SIZE | request.args.to_dict()))
