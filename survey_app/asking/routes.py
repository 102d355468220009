"""The addresses of a form, which works without script: one section a page, sent at the end."""
from __future__ import annotations

from functools import partial, update_wrapper

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from survey_app.asking.answering import find_step, keep_what_came, take_answers
from survey_app.asking.doors import at_place, on_a_visit
from survey_app.asking.draft import Draft, forget_draft, keep_draft
from survey_app.asking.pages import pages, sent, to
from survey_app.asking.ways import NotHere, Place, Way
from survey_app.codes import show_code
from survey_app.locale import chosen_language

FOR_EVER = "public, max-age=31536000, immutable"
# The page may be kept, but is asked for again each time: codes are revoked and surveys end.
ASK_AGAIN = "private, no-cache"


def script(_way: Way) -> Response:
    """The script of the first page; its address names its version."""
    current = request.args.get("v") == pages().script_version
    return sent(pages().script, caching=FOR_EVER if current else ASK_AGAIN)


def worker(_way: Way) -> Response:
    """The service worker: opens the form without a network and sends what waits."""
    return sent(pages().worker, caching=ASK_AGAIN)


@at_place
def intro(place: Place, draft: Draft | None) -> Response:
    """The first page. A visit that was sent is forgotten here: the next person at this device starts afresh."""
    language = chosen_language()
    resumable = draft is not None and bool(draft.answers)
    if resumable or "lai" in request.args:
        notice = _("Chưa có câu trả lời nào được giữ lại: đã quá lâu, hoặc trình duyệt không cho lưu. Mời Ông/Bà bắt đầu lại.")
        return sent(pages().intro(place, language, notice="" if resumable else notice, resumable=resumable))
    answer = sent(pages().clean_intro(place, language), caching=ASK_AGAIN)
    return forget_draft(answer, place) if draft else answer


@on_a_visit
def step(place: Place, draft: Draft | None, number: int) -> Response:
    """One section with what was answered before; leads to the first section that still misses an answer."""
    draft = draft or Draft(place.instrument.digest)
    here = find_step(place, draft, number)
    if isinstance(here, Response):
        return here
    shown = (place, chosen_language(), here)
    if any(item.code in draft.answers for item in here.items):
        return sent(pages().step(*shown, draft.answers))
    answer = sent(pages().clean_step(*shown))
    return answer if draft.answers else keep_draft(answer, place, draft)


def answer_step(way: Way, code: str, number: int) -> Response:
    """Take the answers of one section; the last one sends the form."""
    try:
        return _take(way, code=code, number=number)
    except NotHere as ended:
        return keep_what_came(ended.answer, ended.place, number) if ended.place else ended.answer


@at_place
def _take(place: Place, draft: Draft | None, number: int) -> Response:
    return take_answers(place, draft or Draft(place.instrument.digest), number)


@on_a_visit
def done(place: Place, draft: Draft | None) -> Response:
    """The receipt."""
    if draft is None or not draft.receipt:
        return to(place.url())
    return sent(pages().done(place, chosen_language(), show_code(draft.receipt)))


@on_a_visit
def ask_erase(place: Place, _draft: Draft | None) -> Response:
    """Ask before the answers are erased."""
    return sent(pages().erase(place, chosen_language()))


@at_place
def erase(place: Place, _draft: Draft | None) -> Response:
    """Erase the answers from the phone."""
    return forget_draft(to(place.url()), place)


# address below the channel's prefix, method, view; the name of an address is its view's
ROUTES = (
    ("/phone.js", "GET", script), ("/sw.js", "GET", worker), ("/<code>", "GET", intro), ("/<code>/<int:number>", "GET", step),
    ("/<code>/<int:number>", "POST", answer_step), ("/<code>/xong", "GET", done), ("/<code>/xoa", "GET", ask_erase), ("/<code>/xoa", "POST", erase),
)


def add_pages(blueprint: Blueprint, way: Way) -> None:
    """Give a channel's blueprint the pages of its forms and the words for what goes wrong."""
    for address, method, view in ROUTES:
        blueprint.add_url_rule(address, view.__name__, update_wrapper(partial(view, way), view), methods=[method])
    blueprint.register_error_handler(NotHere, lambda told: told.answer)
    blueprint.register_error_handler(HTTPException, show_problem)


def show_problem(error: HTTPException) -> Response:
    """Errors in words for citizens, on their own page."""
    headings = {
        413: _("Nội dung gửi lên quá dài"),
        429: _("Có quá nhiều lượt gửi cùng lúc"),
    }
    heading = headings.get(error.code, _("Hệ thống đang gặp trục trặc"))
    return sent(pages().other("asking/problem", chosen_language(), heading=heading), error.code or 500)
