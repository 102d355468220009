"""POST /api/v1/responses: one response as JSON, as the phone's queue sends it."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import Response, current_app, request
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from survey_app import engine, settings
from survey_app.api import blueprint
from survey_app.api.reading import Envelope, Malformed, read_envelope
from survey_app.api.refusals import REFUSED, refuse, show_http_error
from survey_app.database import reading
from survey_app.fielded import Desk, NotFielded, find_desk
from survey_app.intake import Receipt, Rejected, Submission, already_stored, submit
from survey_app.links import LinkedCase, LinkRefused, find_link, submit_by_link
from survey_app.security import SUBMISSIONS_PER_ADDRESS, limiter
from survey_app.times import ImpossibleTime, Settled, settle

NOT_FIELDED = {
    "mistyped": (422, "the desk code is mistyped (its check character does not fit)"),
    "unknown": (404, "no desk has this code"),
    "revoked": (410, "this desk code was revoked"),
    "closed": (409, "no survey is open at this desk"),
}
LINK_REFUSED = {"mistyped": 422, "unknown": 404, "revoked": 410, "used": 409, "answered": 409, "replaced": 409, "final": 409, "closed": 409}
REJECTED = {"invalid": 422, "closed": 409, "outside": 422, "reused": 409, "answered": 409, "replaced": 409, "final": 409}
HTTP_ERRORS = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "not_json", 429: "too_many"}
RETRY_AFTER = {429: "60", 503: "60"}
# What a respondent may be shown, in Vietnamese and English; `message` is for programmers.
WORDS = {
    "malformed": ("Dữ liệu gửi lên không đúng định dạng.", "The form could not be read."),
    "impossible_time": ("Thời gian trả lời không hợp lý. Hãy kiểm tra đồng hồ của máy.", "The times do not fit. Please check the clock of this device."),
    "mistyped": ("Mã điểm không đúng: ký tự kiểm tra không khớp.", "This code is mistyped."),
    "unknown": ("Không có điểm Một cửa nào mang mã này.", "No one-stop desk has this code."),
    "revoked": ("Mã này đã được thu hồi. Hãy quét mã trên áp phích đang treo tại điểm: phiếu sẽ tự gửi.", "This code was withdrawn. Scan the code on the poster that hangs at the desk now: the form will then be sent."),
    "closed": ("Điểm này hiện không có đợt khảo sát nào đang mở.", "No survey is open at this desk now."),
    "invalid": ("Một số câu trả lời không hợp lệ.", "Some answers are not valid."),
    "outside": ("Ngày trả lời nằm ngoài đợt khảo sát.", "The answers were given outside the days of the survey."),
    "reused": ("Mã lần gửi này đã được dùng ở nơi khác.", "This form was already sent from another place."),
    "answered": ("Đã nhận được phiếu này bằng cách khác.", "This form has reached us in another way."),
    "used": ("Phiếu này đã được gửi rồi.", "This form was sent already."),
    "replaced": ("Phiếu này đã được chuyển cho người khác, không cần gửi nữa.", "This form was passed on to somebody else and is no longer needed."),
    "final": ("Phiếu này được ghi nhận là không thuộc diện lấy ý kiến.", "This form is recorded as not belonging to the survey."),
    "other_instrument": ("Phiếu hỏi đã thay đổi. Hãy tải lại trang và trả lời lại.", "The questions have changed. Please reload the page and answer again."),
    "too_large": ("Nội dung gửi lên quá dài (tối đa 64 KB).", "The form is too large (64 KB at most)."),
    "too_many": ("Có quá nhiều lượt gửi cùng lúc. Hãy thử lại sau một phút.", "Too many forms at once. Please try again in a minute."),
}
# The same where it is said of a link.
LINK_WORDS = WORDS | {
    "mistyped": ("Đường dẫn không đúng: ký tự kiểm tra không khớp.", "This link is mistyped."),
    "unknown": ("Không có phiếu nào mang đường dẫn này.", "No form has this link."),
    "revoked": ("Đường dẫn này không còn dùng. Hãy mở đường dẫn trong thư mới nhất trên máy này: phiếu sẽ tự gửi.", "This link was withdrawn. Open the link of the newest letter on this device: the form will then be sent."),
    "closed": ("Đợt lấy ý kiến này không mở.", "This survey is not open."),
}
OTHER_WORDS = REFUSED[1:]


@blueprint.post("/responses")
@limiter.limit(SUBMISSIONS_PER_ADDRESS)
def receive():
    """Store a response: 201 with its receipt, 200 with the same receipt when repeated, 4xx naming what is wrong."""
    try:
        envelope = read_envelope(_body())
        receipt = _accept(envelope)
    except Malformed as error:
        return refusal("malformed", str(error), 400, field=error.field)
    except ImpossibleTime as error:
        return refusal("impossible_time", str(error), 422, field=error.field)
    except NotFielded as error:
        status, message = NOT_FIELDED[error.reason]
        return refusal(error.reason, message, status, field="code")
    except LinkRefused as error:
        return refusal(error.reason, str(error), LINK_REFUSED[error.reason], words=LINK_WORDS, field="link")
    except Rejected as error:
        return refusal(error.reason, str(error), REJECTED[error.reason], problems=_named(error))
    except StaleInstrument as error:
        return refusal("other_instrument", str(error), 409, field="instrument")
    return {"receipt": receipt.code}, 201 if receipt.is_new else 200


def _body() -> object:
    try:
        return request.get_json()
    except UnsupportedMediaType:
        raise
    except BadRequest:
        raise Malformed("body", "a JSON object in UTF-8", "something else") from None
    except RecursionError:
        raise Malformed("body", "JSON nested a few levels deep", "thousands of levels") from None


class StaleInstrument(Exception):
    """The answers belong to another version of the instrument than the wave's."""


def _accept(envelope: Envelope) -> Receipt:
    settled = settle(envelope.reported, datetime.now(UTC))
    try:
        with reading(engine()).connect() as connection:
            origin = find_link(connection, envelope.link) if envelope.link else find_desk(connection, envelope.code)
        if envelope.instrument != origin.wave.instrument.digest:
            raise StaleInstrument(f"instrument: expected {origin.wave.instrument.digest}, got {envelope.instrument}")
    except (NotFielded, LinkRefused, StaleInstrument):
        known = already_stored(engine(), envelope.submission_id)
        if known:
            return known
        raise
    return _store(origin, envelope, settled)


def _store(origin: Desk | LinkedCase, envelope: Envelope, settled: Settled) -> Receipt:
    strangers = envelope.timings.keys() - {section.code for section in origin.wave.instrument.sections}
    if strangers:
        raise Malformed("timings", "seconds by codes of sections", sorted(strangers)[0])
    submission = Submission(
        submission_id=envelope.submission_id, answers=envelope.answers, answered_on=settled.answered_on,
        language=envelope.language, device=envelope.device, seconds=settled.seconds, timings=envelope.timings,
    )
    days = settings().paradata_days
    if isinstance(origin, LinkedCase):
        return submit_by_link(engine(), origin, submission, paradata_days=days)
    return submit(engine(), origin.wave, replace(submission, desk_id=origin.id), channel="phone", paradata_days=days)


def _named(error: Rejected) -> list[dict]:
    return [
        {"item": problem.item, "code": problem.code, "message": problem.text("en"), "message_vi": problem.text("vi")}
        for problem in error.problems
    ]


def refusal(code: str, message: str, status: int, *, words: dict[str, tuple[str, str]] = WORDS, **more) -> Response:
    """Every 4xx of this route."""
    current_app.logger.info("refused a response: %s", code)
    made = refuse(code, message, status, words.get(code, OTHER_WORDS), **more)
    if status in RETRY_AFTER:
        made.headers["Retry-After"] = RETRY_AFTER[status]
    return made


@blueprint.errorhandler(HTTPException)
def show_error(error: HTTPException):
    """Errors raised before our code runs (body too large, not JSON, too many requests) in the form of the route they belong to."""
    code = error.code or 500
    if request.endpoint != "api.receive" or code not in HTTP_ERRORS:
        return show_http_error(error)
    return refusal(HTTP_ERRORS[code], error.description or error.name, code)
