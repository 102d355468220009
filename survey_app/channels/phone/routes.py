"""The addresses of the citizen's form, which works without script: one section a page, sent at the end."""
from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from survey_app.channels.phone.answering import find_step, take_answers
from survey_app.channels.phone.desks import at_desk, code_page, on_a_visit, place_of
from survey_app.channels.phone.draft import Draft, forget_draft, keep_draft, signed_draft
from survey_app.channels.phone.pages import pages, sent, to
from survey_app.codes import read_code, show_code
from survey_app.fielded import Desk
from survey_app.locale import chosen_language

blueprint = Blueprint("phone", __name__, url_prefix="/k", template_folder="templates")
FOR_EVER = "public, max-age=31536000, immutable"
# The page may be kept, but is asked for again each time: codes are revoked and surveys end.
ASK_AGAIN = "private, no-cache"


@blueprint.get("/")
def ask_code():
    """Ask for a code by hand; one that can be a code leads to its desk."""
    typed = request.args.get("code", "")
    if read_code(typed):
        return to(url_for("phone.intro", code=read_code(typed)))
    return code_page("mistyped" if typed else "ask", typed)


@blueprint.get("/phone.js")
def script():
    """The script of the first page; its address names its version."""
    current = request.args.get("v") == pages().script_version
    return sent(pages().script, caching=FOR_EVER if current else ASK_AGAIN)


@blueprint.get("/sw.js")
def worker():
    """The service worker: opens the form without a network and sends what waits."""
    return sent(pages().worker, caching=ASK_AGAIN)


@blueprint.get("/<code>")
@at_desk
def intro(desk: Desk, draft: Draft | None):
    """The first page. A visit that was sent is forgotten here: the next person at this device starts afresh."""
    language, place = chosen_language(), place_of(desk)
    resumable = draft is not None and bool(draft.answers)
    if resumable or "lai" in request.args:
        notice = _("Chưa có câu trả lời nào được giữ lại: đã quá lâu, hoặc trình duyệt không cho lưu. Mời Ông/Bà bắt đầu lại.")
        return sent(pages().intro(place, language, notice="" if resumable else notice, resumable=resumable))
    answer = sent(pages().clean_intro(place, language), caching=ASK_AGAIN)
    return forget_draft(answer, desk.code) if draft else answer


@blueprint.get("/<code>/<int:number>")
@on_a_visit
def step(desk: Desk, draft: Draft | None, number: int):
    """One section with what was answered before; leads to the first section that still misses an answer."""
    draft = draft or Draft(desk.wave.instrument.digest)
    here = find_step(desk, draft, number)
    if isinstance(here, Response):
        return here
    shown = (place_of(desk), chosen_language(), here)
    if any(item.code in draft.answers for item in here.items):
        return sent(pages().step(*shown, draft.answers))
    answer = sent(pages().clean_step(*shown))
    return answer if draft.answers else keep_draft(answer, desk.code, signed_draft(desk.code, draft))


@blueprint.post("/<code>/<int:number>")
@at_desk
def answer_step(desk: Desk, draft: Draft | None, number: int):
    """Take the answers of one section; the last one sends the form."""
    return take_answers(desk, draft or Draft(desk.wave.instrument.digest), number)


@blueprint.get("/<code>/xong")
@on_a_visit
def done(desk: Desk, draft: Draft | None):
    """The receipt."""
    if draft is None or not draft.receipt:
        return to(url_for("phone.intro", code=desk.code))
    return sent(pages().done(place_of(desk), chosen_language(), show_code(draft.receipt)))


@blueprint.get("/<code>/xoa")
@on_a_visit
def ask_erase(desk: Desk, draft: Draft | None):
    """Ask before the answers are erased."""
    return sent(pages().other("erase", place_of(desk), chosen_language()))


@blueprint.post("/<code>/xoa")
@at_desk
def erase(desk: Desk, draft: Draft | None):
    """Erase the answers from the phone."""
    return forget_draft(to(url_for("phone.intro", code=desk.code)), desk.code)


@blueprint.get("/<path:rest>")
def strayed(rest: str):
    """Any other address below /k/: most likely a code that was typed or cut wrongly."""
    return code_page("mistyped", rest)


@blueprint.errorhandler(HTTPException)
def show_problem(error: HTTPException):
    """Errors in words for citizens, on their own page."""
    headings = {
        413: _("Nội dung gửi lên quá dài"),
        429: _("Có quá nhiều lượt gửi cùng lúc"),
    }
    heading = headings.get(error.code, _("Hệ thống đang gặp trục trặc"))
    return sent(pages().other("problem", None, chosen_language(), heading=heading), error.code or 500)
