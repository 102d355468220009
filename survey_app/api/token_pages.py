"""Pages of API tokens: the list, making one (shown once), its use by day, revoking it."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app import engine
from survey_app.api.scopes import SCOPES
from survey_app.api.token_listing import DAYS, find_token, list_tokens, state_of, uses_by_day
from survey_app.api.tokens import USUAL_DAYS, add_token, revoke_token
from survey_app.api.traces import NEW_DAYS, WORDS, networks, networks_by_day, resources
from survey_app.api.use_chart import HEIGHT, WIDTH, bars, busiest
from survey_app.api.uses import uses
from survey_app.models.people import TOKEN_SCOPES, TRACE_DAYS
from survey_app.people.permissions import may
from survey_app.written import tidy

blueprint = Blueprint("tokens", __name__, url_prefix="/khoa-api", template_folder="templates")
STATES = {"living": "Đang dùng", "expired": "Đã hết hạn", "revoked": "Đã thu hồi"}
LIVES = {"30": "30 ngày", "90": "90 ngày", "365": "1 năm", "730": "2 năm"}


class TokenForm(FlaskForm):
    """A name, scopes, and how long it lives."""

    name = StringField("Tên", [DataRequired("Hãy nhập tên."), Length(max=80, message="Nhiều nhất 80 ký tự.")], filters=[tidy])
    scopes = SelectMultipleField("Quyền", [DataRequired("Hãy chọn ít nhất một quyền.")], default=[TOKEN_SCOPES[0]],
                                 choices=[SelectChoice(scope, SCOPES[scope][0]) for scope in TOKEN_SCOPES],
                                 option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    days = SelectField("Thời hạn", choices=[SelectChoice(days, words) for days, words in LIVES.items()], default=str(USUAL_DAYS))


@blueprint.get("/")
@may("tokens.read")
def index():
    """All tokens."""
    uses().write()
    with engine().connect() as connection:
        rows = list_tokens(connection)
    return render_template("tokens/index.html", rows=rows, state_of=state_of, states=STATES, scopes=SCOPES, days=DAYS)


@blueprint.route("/moi", methods=["GET", "POST"])
@may("tokens.change")
def create():
    """Make a token; it is shown on the answer and nowhere else."""
    form = TokenForm()
    if form.validate_on_submit():
        try:
            token = add_token(engine(), form.name.data, form.scopes.data, int(form.days.data))
            return render_template("tokens/made.html", name=form.name.data, token=token)
        except IntegrityError:
            form.name.errors = ["Tên này đã có khóa khác dùng (khóa đã thu hồi vẫn giữ tên)."]
    return render_template("tokens/create.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/<int:token_id>")
@may("tokens.read")
def show(token_id: int):
    """One token and its use by day."""
    uses().write()
    token = _found(token_id)
    with engine().connect() as connection:
        days = uses_by_day(connection, token_id)
        seen = {"networks": networks(connection, token_id), "resources": resources(connection, token_id), "by_day": networks_by_day(connection, token_id)}
    drawn = {"bars": bars(days), "width": WIDTH, "height": HEIGHT, "busiest": busiest(days)}
    return render_template("tokens/show.html", token=token, state=state_of(token), states=STATES, scopes=SCOPES, days=days, words=WORDS, new_days=NEW_DAYS, kept_days=TRACE_DAYS, **seen, **drawn)


@blueprint.post("/<int:token_id>/thu-hoi")
@may("tokens.change")
def revoke(token_id: int):
    """End a token at once."""
    token = _found(token_id)
    if revoke_token(engine(), token.name):
        flash(f"Đã thu hồi khóa {token.name}. Từ bây giờ khóa này không mở được gì.")
    return redirect(url_for("tokens.show", token_id=token_id))


def _found(token_id: int) -> Row:
    with engine().connect() as connection:
        return find_token(connection, token_id) or abort(404)
