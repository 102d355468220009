"""Pages of webhooks: the list, registering an address, its secret, and what became of each message."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from survey_app import engine, settings
from survey_app.models import Webhook
from survey_app.people.permissions import may
from survey_app.webhooks.registry import LONGEST_NAME, add_webhook, ask_ping, find_webhook, list_deliveries, list_webhooks, note_secret_shown, set_active, try_again
from survey_app.webhooks.signing import secret_of
from survey_app.webhooks.targets import LONGEST, BadTarget
from survey_app.written import tidy

blueprint = Blueprint("webhooks", __name__, url_prefix="/khoa-api/webhook", template_folder="templates")
STATES = {"pending": "Đang chờ gửi", "delivered": "Đã nhận", "given_up": "Đã thôi gửi"}
BAD = {
    "unreadable": "Địa chỉ chưa đúng; ví dụ: https://he-thong.example/sipas.",
    "not_https": "Địa chỉ phải bắt đầu bằng https://.",
    "inside": "Địa chỉ này nằm trong mạng riêng. Hệ thống chỉ gửi vào mạng riêng khi người vận hành đặt SIPAS_WEBHOOK_PRIVATE=1.",
}


class WebhookForm(FlaskForm):
    """A name and an address."""

    name = StringField("Tên", [DataRequired("Hãy nhập tên."), Length(max=LONGEST_NAME, message="Nhiều nhất 80 ký tự.")], filters=[tidy])
    url = StringField("Địa chỉ nhận", [DataRequired("Hãy nhập địa chỉ."), Length(max=LONGEST, message="Nhiều nhất 500 ký tự.")], filters=[tidy])


@blueprint.get("/")
@may("tokens.read")
def index():
    """All webhooks."""
    with engine().connect() as connection:
        return render_template("webhooks/index.html", rows=list_webhooks(connection))


@blueprint.route("/moi", methods=["GET", "POST"])
@may("tokens.change")
def create():
    """Register an address; the answer shows the secret it is signed with."""
    form = WebhookForm()
    if form.validate_on_submit():
        try:
            return _show_secret(add_webhook(engine(), form.name.data, form.url.data, private=settings().webhook_private))
        except BadTarget as refused:
            form.url.errors = [BAD[refused.reason]]
        except IntegrityError:
            form.name.errors = ["Tên này đã có webhook khác dùng."]
    return render_template("webhooks/create.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/<int:webhook_id>")
@may("tokens.read")
def show(webhook_id: int):
    """One webhook and its newest messages."""
    found = _found(webhook_id)
    with engine().connect() as connection:
        return render_template("webhooks/show.html", webhook=found, rows=list_deliveries(connection, webhook_id), states=STATES)


@blueprint.post("/<int:webhook_id>/khoa-ky")
@may("tokens.change")
def secret(webhook_id: int):
    """Show the secret again; the journal notes who looked."""
    found = _found(webhook_id)
    note_secret_shown(engine(), found.name)
    return _show_secret(found)


@blueprint.post("/<int:webhook_id>/<any(dung, chay):wish>")
@may("tokens.change")
def switch(webhook_id: int, wish: str):
    """Stop a webhook, or start it again."""
    found = _found(webhook_id)
    set_active(engine(), found.name, active=wish == "chay")
    flash({"dung": f"Đã dừng webhook {found.name}.", "chay": f"Webhook {found.name} chạy lại."}[wish])
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/<int:webhook_id>/gui-thu")
@may("tokens.change")
def test(webhook_id: int):
    """Have a trial sent, by whatever sends releases: so it also shows whether that runs."""
    ask_ping(engine(), _found(webhook_id).name)
    flash("Thông báo thử sẽ được gửi trong vòng một phút. Tải lại trang này để xem kết quả.")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/<int:webhook_id>/gui-lai/<int:delivery_id>")
@may("tokens.change")
def again(webhook_id: int, delivery_id: int):
    """Try a release again that was given up."""
    _found(webhook_id)
    if try_again(engine(), webhook_id, delivery_id):
        flash("Thông báo sẽ được gửi lại trong vài phút.")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


def _found(webhook_id: int) -> Row:
    with engine().connect() as connection:
        return find_webhook(connection, Webhook.id == webhook_id) or abort(404)


def _show_secret(webhook: Row) -> str:
    return render_template("webhooks/secret.html", webhook=webhook, secret=secret_of(settings().secret_key, webhook.salt))
