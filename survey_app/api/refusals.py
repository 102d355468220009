"""What the API answers when it does not do what was asked: one shape, English for programmers, both languages for people."""
from __future__ import annotations

import json

from flask import Response
from werkzeug.exceptions import HTTPException

from survey_app.metrics.counted import REFUSED_TOTAL

# code -> status and what people may be shown, in Vietnamese and English; `message` says what exactly was expected and what came
REFUSALS = {
    "unauthorized": (401, "Cần khóa API còn hiệu lực.", "A living API token is needed."),
    "expired": (401, "Khóa API đã hết hạn. Hãy xin người quản trị khóa mới.", "The API token has expired. Ask an administrator for a new one."),
    "missing_scope": (403, "Khóa API này không có quyền xem dữ liệu được yêu cầu.", "This API token may not see what was asked for."),
    "unknown_wave": (404, "Không có đợt khảo sát nào mang mã này.", "No survey wave has this code."),
    "unknown_run": (404, "Đợt này không có lần tính thành công nào mang số đó.", "This wave has no succeeded run of that number."),
    "unknown_release": (404, "Đợt này không có lần công bố nào mang số đó.", "This wave has no release of that number."),
    "not_released": (404, "Số liệu của đợt này chưa được công bố.", "No figures of this wave have been released."),
    "no_run": (404, "Đợt này chưa có lần tính nào thành công.", "No run of this wave has succeeded yet."),
    "thinned": (410, "Lần tính này đã được thu gọn, chỉ còn số liệu toàn bộ (domain_kind=all).", "This run was thinned: only everybody's figures (domain_kind=all) are kept."),
    "unknown_filter": (400, "Có bộ lọc không được hỗ trợ.", "There is no such filter."),
    "unknown_value": (400, "Giá trị của bộ lọc không có trong dữ liệu.", "No data have this value of the filter."),
    "bad_parameter": (400, "Tham số không đúng.", "A parameter is wrong."),
    "not_found": (404, "Không tìm thấy địa chỉ này.", "There is no such address."),
    "method_not_allowed": (405, "Địa chỉ này không nhận phương thức đó.", "This address does not take that method."),
    "server_error": (500, "Hệ thống gặp lỗi. Hãy thử lại sau ít phút.", "Something went wrong here. Please try again in a few minutes."),
}
REFUSED = (400, "Yêu cầu không được chấp nhận.", "The request was not accepted.")
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 500: "server_error"}


class Refusal(Exception):
    """The request is refused: `code` is one of REFUSALS, the message is English, `more` stands in the body beside them."""

    def __init__(self, code: str, message: str, **more):
        super().__init__(message)
        self.code, self.more = code, more


def refuse(code: str, message: str, status: int | None = None, words: tuple[str, str] | None = None, **more) -> Response:
    """The answer to a refused request. words: what people may be shown, where that is not what REFUSALS says of the code."""
    usual, *known = REFUSALS.get(code, REFUSED)
    vietnamese, english = words or known
    REFUSED_TOTAL.labels(code).inc()
    body = {"error": code, "message": message, "message_vi": vietnamese, "message_en": english, **more}
    return Response(json.dumps(body, ensure_ascii=False), status or usual, mimetype="application/json", headers={"Cache-Control": "no-store"})


def show_refusal(refusal: Refusal) -> Response:
    """A Refusal raised anywhere below a view."""
    answer = refuse(refusal.code, str(refusal), **refusal.more)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def show_http_error(error: HTTPException) -> Response:
    """Errors that the framework finds (no such address, another method), in the same shape and with their own headers."""
    status = error.code or 500
    answer = refuse(HTTP_CODES.get(status, error.name.lower().replace(" ", "_")), error.description or error.name, status)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name.lower() != "content-type")
    return answer
