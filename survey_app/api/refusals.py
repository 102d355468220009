"""What the API answers when it does not do what was asked: one shape, English for programmers, Vietnamese for people."""
from __future__ import annotations

import json

from flask import Response
from werkzeug.exceptions import HTTPException

from survey_app.metrics.counted import REFUSED_TOTAL

# code -> status and the Vietnamese sentence; the English message says what exactly was expected and what came
REFUSALS = {
    "unauthorized": (401, "Cần khóa API còn hiệu lực."),
    "expired": (401, "Khóa API đã hết hạn. Hãy xin người quản trị khóa mới."),
    "missing_scope": (403, "Khóa API này không có quyền xem dữ liệu được yêu cầu."),
    "unknown_wave": (404, "Không có đợt khảo sát nào mang mã này."),
    "unknown_run": (404, "Đợt này không có lần tính thành công nào mang số đó."),
    "unknown_release": (404, "Đợt này không có lần công bố nào mang số đó."),
    "not_released": (404, "Số liệu của đợt này chưa được công bố."),
    "no_run": (404, "Đợt này chưa có lần tính nào thành công."),
    "unknown_filter": (400, "Có bộ lọc không được hỗ trợ."),
    "unknown_value": (400, "Giá trị của bộ lọc không có trong dữ liệu."),
    "bad_parameter": (400, "Tham số không đúng."),
    "not_found": (404, "Không tìm thấy địa chỉ này."),
    "method_not_allowed": (405, "Địa chỉ này không nhận phương thức đó."),
    "server_error": (500, "Hệ thống gặp lỗi. Hãy thử lại sau ít phút."),
}
REFUSED = (400, "Yêu cầu không được chấp nhận.")
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 500: "server_error"}


class Refusal(Exception):
    """The request is refused: `code` is one of REFUSALS, the message is English, `more` stands in the body beside them."""

    def __init__(self, code: str, message: str, **more):
        super().__init__(message)
        self.code, self.more = code, more


def refuse(code: str, message: str, status: int | None = None, **more) -> Response:
    """The answer to a refused request."""
    usual, vietnamese = REFUSALS.get(code, REFUSED)
    REFUSED_TOTAL.labels(code).inc()
    body = {"error": code, "message": message, "message_vi": vietnamese, **more}
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
