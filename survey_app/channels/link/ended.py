"""The page that says, calmly, why nothing can be answered behind a link, and what to do."""
from __future__ import annotations

from flask import Response

from survey_app.asking.pages import pages, sent
from survey_app.codes import show_code
from survey_app.fielded import FieldedWave
from survey_app.locale import chosen_language
from survey_app.security import CODES_PER_ADDRESS, limiter

STATUS = {
    "ask": 200, "mistyped": 404, "unknown": 404, "revoked": 410, "used": 410, "answered": 410, "replaced": 410, "final": 410, "closed": 410, "over": 410,
    "early": 403,
}


def ended_page(reason: str, *, wave: FieldedWave | None = None, receipt: str = "", typed: str = "") -> Response:
    """The page for one reason; `wave` where its days are told, `receipt` of the response that used the link up."""
    if STATUS[reason] == 404:
        with limiter.limit(CODES_PER_ADDRESS):  # slows down who tries links one after the other
            pass
    told = {"reason": reason, "wave": wave, "receipt": show_code(receipt), "typed": typed[:60]}
    return sent(pages().other("link/ended", chosen_language(), **told), STATUS[reason])
