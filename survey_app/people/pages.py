"""Pages of accounts, for administrators; auditors may read the list."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from survey_app import engine
from survey_app.login.passwords import new_password
from survey_app.people.account_form import AccountForm, NewAccountForm
from survey_app.people.accounts import NameTaken, change_account, create_account, give_password, set_active
from survey_app.people.administrators import LastAdministrator
from survey_app.people.listing import Account, find_account, list_accounts
from survey_app.people.permissions import PROVINCE_WIDE, may
from survey_app.people.scopes import units_of
from survey_app.people.words import ROLE_HINTS, ROLE_NAMES

blueprint = Blueprint("people", __name__, url_prefix="/tai-khoan", template_folder="templates")
STATES = {"active": "Đang dùng", "stopped": "Đã ngừng"}
LAST = "Đây là tài khoản quản trị cuối cùng đang dùng. Hãy tạo một tài khoản quản trị khác trước."


@blueprint.get("/")
@may("people.read")
def index():
    """All accounts, searched and a page at a time."""
    wanted = {"search": request.args.get("tim", "")[:100], "role": _known("vai_tro", ROLE_NAMES), "state": _known("tinh_trang", STATES)}
    with engine().connect() as connection:
        found = list_accounts(connection, **wanted, page=request.args.get("trang", 1, type=int))
    return render_template("people/index.html", found=found, wanted=wanted, roles=ROLE_NAMES, states=STATES)


def _known(name: str, choices: dict) -> str:
    value = request.args.get(name, "")
    return value if value in choices else ""


@blueprint.route("/moi", methods=["GET", "POST"])
@may("people.change")
def create():
    """Make an account; its password is shown on the answer and nowhere else."""
    form = NewAccountForm()
    with engine().connect() as connection:
        form.offer(connection)
    if form.validate_on_submit():
        password = new_password()
        try:
            user_id = create_account(engine(), form.username.data, password, form.profile())
            return _show_password(user_id, password, "Đã tạo tài khoản")
        except NameTaken:
            form.username.errors = ["Tên này đã có tài khoản khác dùng, có thể đã ngừng."]
    return _page("people/create.html", form)


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
@may("people.change")
def edit(user_id: int):
    """Change role, name, organisation and communes."""
    form, account = AccountForm(), _found(user_id)
    with engine().connect() as connection:
        form.offer(connection, units_of(connection, user_id)) if form.is_submitted() else form.show(connection, account)
    problem = None
    if form.validate_on_submit():
        try:
            change_account(engine(), user_id, form.profile())
            flash(f"Đã lưu tài khoản {account.username}.")
            return redirect(url_for("people.index"))
        except LastAdministrator:
            problem = LAST
    return _page("people/edit.html", form, account=account, problem=problem)


@blueprint.post("/<int:user_id>/ngung")
@may("people.change")
def stop(user_id: int):
    """Deactivate an account; its sessions end at once."""
    account = _found(user_id)
    try:
        set_active(engine(), user_id, active=False)
    except LastAdministrator:
        with engine().connect() as connection:
            form = AccountForm(formdata=None).show(connection, account)
        return render_template("people/edit.html", form=form, account=account, problem=LAST, **_choices()), 422
    flash(f"Đã ngừng tài khoản {account.username}. Người này không đăng nhập được nữa.")
    return redirect(url_for("people.index"))


@blueprint.post("/<int:user_id>/mo-lai")
@may("people.change")
def reopen(user_id: int):
    """Let a stopped account log in again."""
    account = _found(user_id)
    set_active(engine(), user_id, active=True)
    flash(f"Đã mở lại tài khoản {account.username}. Nếu người này quên mật khẩu, hãy cấp mật khẩu mới.")
    return redirect(url_for("people.edit", user_id=user_id))


@blueprint.post("/<int:user_id>/mat-khau-moi")
@may("people.change")
def renew(user_id: int):
    """Give a new password, shown once; the old one and all sessions end."""
    account, password = _found(user_id), new_password()
    give_password(engine(), account.id, password)
    return _show_password(user_id, password, "Đã cấp mật khẩu mới")


def _found(user_id: int) -> Account:
    with engine().connect() as connection:
        return find_account(connection, user_id) or abort(404)


def _page(template: str, form: AccountForm, **context):
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **{"problem": None} | context, **_choices()), status


def _choices() -> dict:
    return {"hints": ROLE_HINTS, "province_wide": PROVINCE_WIDE}


def _show_password(user_id: int, password: str, heading: str):
    return render_template("people/password.html", account=_found(user_id), password=password, heading=heading)
