"""Pages that answer "did mine arrive": one desk's answers by day, and an answer by its receipt."""
from __future__ import annotations

from flask import abort, render_template
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from survey_app import engine
from survey_app.batches.blueprint import pages_of
from survey_app.cases.words import CHANNELS
from survey_app.database import writing
from survey_app.desks.by_day import count_days, find_desk, list_days
from survey_app.desks.pages import blueprint
from survey_app.desks.receipts import look_up
from survey_app.exclusions.words import REASONS
from survey_app.people.permissions import may
from survey_app.security import limiter
from survey_app.written import tidy

A_PAGE = 31
# A person at the telephone asks for a handful. At this pace one given receipt of 23^8 is not found by trying.
RECEIPTS_PER_ADDRESS = "20 per minute"
SLIP = "Mã này không đúng: thiếu, thừa hoặc sai một ký tự. Mã có chín ký tự, chia nhóm bốn, ví dụ K7M4-PXA2-Y."


class ReceiptForm(FlaskForm):
    """A receipt as somebody reads it out."""

    receipt = StringField("Mã nhận phiếu", [InputRequired("Hãy nhập mã nhận phiếu.")], filters=[tidy])


@blueprint.get("/<int:desk_id>")
@may("desks.read")
def one(desk_id: int):
    """What came in at one desk, day by day."""
    with engine().connect() as connection:
        desk = find_desk(connection, desk_id) or abort(404)
        pages = pages_of(count_days(connection, desk_id), A_PAGE)
        days = list_days(connection, desk_id, most=A_PAGE, skip=pages.span.start)
    return render_template("desks/one.html", desk=desk, days=days, pages=pages)


@blueprint.route("/ma-nhan-phieu", methods=["GET", "POST"])
@may("desks.read")
@limiter.limit(RECEIPTS_PER_ADDRESS, methods=["POST"])
def receipt():
    """Look an answer up by its receipt."""
    form, found, asked = ReceiptForm(), None, False
    if form.validate_on_submit():
        try:
            with writing(engine()).begin() as connection:
                found, asked = look_up(connection, form.receipt.data), True
        except ValueError:
            form.receipt.errors = [SLIP]
    return render_template("desks/receipt.html", form=form, found=found, asked=asked, channels=CHANNELS, reasons=REASONS), 422 if form.errors else 200
