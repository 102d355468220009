"""How pages look here: the province's name, logo and accent, and the pages of common errors."""
from __future__ import annotations

import re

from flask import Blueprint, Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey_app import settings
from survey_app.api.refusals import show_http_error
from survey_app.colour import ink_on
from survey_app.menu import menu_of
from survey_app.settings import SettingsError

blueprint = Blueprint("look", __name__)
PROBLEMS = {
    403: ("Không có quyền", "Tài khoản của bạn không được mở trang này."),
    404: ("Không tìm thấy trang", "Hãy kiểm tra lại địa chỉ, hoặc quay lại trang trước."),
    413: ("Nội dung quá lớn", "Mỗi lần gửi tối đa 64 KB."),
    429: ("Quá nhiều yêu cầu", "Hãy đợi một phút rồi thử lại."),
    500: ("Hệ thống gặp lỗi", "Lỗi đã được ghi lại. Hãy thử lại sau ít phút."),
}


@blueprint.get("/giao-dien.css")
def theme():
    """The accent colour of this installation, as a style sheet of its own (inline styles are refused by policy)."""
    accent = settings().accent
    answer = Response(f":root{{--accent:{accent};--on-accent:{ink_on(accent)}}}\n", mimetype="text/css")
    answer.cache_control.public, answer.cache_control.max_age = True, 3600
    return answer


def show_problem(error: HTTPException):
    """An error as a page for people, or as JSON for programs."""
    code = error.code or 500
    if request.path.startswith("/api/"):
        return show_http_error(error)
    if isinstance(error, CSRFError):
        heading, advice = "Phiên làm việc đã hết hạn", "Hãy quay lại trang trước, tải lại trang rồi gửi lần nữa."
    else:
        heading, advice = PROBLEMS.get(code, (f"Lỗi {code}", "Hãy quay lại trang trước và thử lại."))
    return render_template("problem.html", heading=heading, advice=advice), code


def init_app(app: Flask) -> None:
    """Check the accent colour, give every template the name and the menu, and take over error pages."""
    here = app.extensions["sipas.settings"]
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", here.accent):
        raise SettingsError(f"SIPAS_ACCENT must be a colour like #7a1f1f, got {here.accent!r}.")
    app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, show_problem)
    app.jinja_env.globals.update(province=here.province, logo=here.logo, menu_of=menu_of)
