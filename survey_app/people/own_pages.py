"""The page of one's own account: what it may do, where, and changing the password."""
from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from survey_app import engine
from survey_app.login.attempts import Locked
from survey_app.login.passwords import SHORTEST_PASSWORD, check_password
from survey_app.login.sessions import find_staff
from survey_app.models import User
from survey_app.people.accounts import give_password
from survey_app.people.listing import find_account
from survey_app.people.pages import blueprint
from survey_app.people.permissions import may
from survey_app.people.words import ROLE_HINTS, ROLE_NAMES


class PasswordForm(FlaskForm):
    """The password one has, and twice the one to come."""

    current = PasswordField("Mật khẩu hiện tại", [InputRequired("Hãy nhập mật khẩu hiện tại."), Length(max=200)])
    new = PasswordField("Mật khẩu mới", [
        InputRequired("Hãy nhập mật khẩu mới."), Length(SHORTEST_PASSWORD, 200, f"Mật khẩu cần từ {SHORTEST_PASSWORD} đến 200 ký tự."),
    ])
    again = PasswordField("Nhập lại mật khẩu mới", [EqualTo("new", "Hai lần nhập mật khẩu mới không giống nhau.")])


@blueprint.route("/cua-toi", methods=["GET", "POST"])
@may("own.account")
def me():
    """Show the account; take a new password, after which other sessions of the account are over."""
    form = PasswordForm()
    if form.validate_on_submit() and _change(form):
        flash("Đã đổi mật khẩu. Các phiên làm việc khác của tài khoản này đã kết thúc.")
        return redirect(url_for("people.me"))
    with engine().connect() as connection:
        account = find_account(connection, current_user.id)
    page = render_template("people/me.html", account=account, form=form, roles=ROLE_NAMES, hints=ROLE_HINTS)
    return page, 422 if form.is_submitted() else 200


def _change(form: PasswordForm) -> bool:
    if form.new.data == form.current.data:
        form.new.errors = ["Mật khẩu mới phải khác mật khẩu hiện tại."]
        return False
    try:
        fits = check_password(engine(), current_user.username, form.current.data, opens=False)
    except Locked as lock:
        form.current.errors = [f"Đã sai mật khẩu nhiều lần. Hãy thử lại sau {lock.seconds} giây."]
        return False
    if not fits:
        form.current.errors = ["Mật khẩu hiện tại không đúng."]
        return False
    give_password(engine(), current_user.id, form.new.data)
    login_user(find_staff(User.id == current_user.id))
    return True
