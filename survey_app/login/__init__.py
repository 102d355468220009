"""Logging in and out for staff."""
from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from survey_app import engine
from survey_app.login.attempts import Locked
from survey_app.login.passwords import check_password
from survey_app.login.sessions import find_staff, manager
from survey_app.models import User
from survey_app.people.permissions import home_of
from survey_app.security import limiter

blueprint = Blueprint("login", __name__, template_folder="templates")
csrf = CSRFProtect()
LOGINS_PER_ADDRESS = "30 per minute"
# A working day: a copy of a cookie, or a browser left open somewhere, is worth nothing the day after.
SESSION_LIFE = timedelta(hours=12)


class LoginForm(FlaskForm):
    """Name and password."""

    username = StringField("Tên đăng nhập", [InputRequired("Hãy nhập tên đăng nhập."), Length(max=60), Regexp(r"[^\x00-\x1f]*$", message="Tên đăng nhập có ký tự không hợp lệ.")])
    password = PasswordField("Mật khẩu", [InputRequired("Hãy nhập mật khẩu."), Length(max=200)])


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@limiter.limit(LOGINS_PER_ADDRESS, methods=["POST"])
def enter():
    """Show the form, or check it; the answer never says whether the name or the password was wrong."""
    form = LoginForm()
    if current_user.is_authenticated:
        return redirect(url_for(home_of(current_user.role)))
    if not form.validate_on_submit():
        return render_template("login/enter.html", form=form, problem=None), 422 if form.is_submitted() else 200
    problem, status = _try(form)
    if problem is None:
        return redirect(_inside(request.args.get("next")) or url_for(home_of(current_user.role)))
    return render_template("login/enter.html", form=form, problem=problem), status


def _try(form: LoginForm) -> tuple[str | None, int]:
    try:
        user_id = check_password(engine(), form.username.data.strip(), form.password.data)
    except Locked as lock:
        return f"Đã sai mật khẩu nhiều lần. Hãy thử lại sau {lock.seconds} giây.", 429
    staff = find_staff(User.id == user_id) if user_id else None
    if staff is None:
        return "Tên đăng nhập hoặc mật khẩu không đúng.", 422
    login_user(staff)
    return None, 200


def _inside(target: str | None) -> str | None:
    """The page asked for before logging in, when it is one of ours. Browsers drop tabs and line ends and read \\ as /."""
    if not target or not target.startswith("/") or target.startswith("//") or not target.isprintable() or "\\" in target or urlsplit(target).netloc:
        return None
    return target


@blueprint.post("/dang-xuat")
@login_required
def leave():
    """End the session."""
    logout_user()
    return redirect(url_for("login.enter"))


@blueprint.get("/")
@login_required
def front():
    """The bare address leads staff to their pages."""
    return redirect(url_for(home_of(current_user.role)))


def init_app(app: Flask) -> None:
    """Join log-in, and CSRF protection for every form but the citizens' and the API's."""
    manager.init_app(app)
    manager.login_view = "login.enter"
    manager.login_message = None
    manager.session_protection = None  # it would store a digest of the address, and phones change address
    app.permanent_session_lifetime = SESSION_LIFE
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form that stood open for hours is sent as long as its session lasts
    csrf.init_app(app)
    app.register_blueprint(blueprint)

    @app.after_request
    def _keep_out_of_caches(answer):
        if session.accessed:  # a page for one person: the next at this computer must not find it by going back
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
