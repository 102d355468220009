"""Finding the desk behind the code in an address, and telling people why there is none."""
from __future__ import annotations

from datetime import datetime
from functools import wraps

from flask import current_app, redirect, request, url_for

from survey_app import engine
from survey_app.channels.phone.draft import read_draft
from survey_app.channels.phone.pages import Place, pages, sent
from survey_app.codes import read_code
from survey_app.database import reading
from survey_app.fielded import Desk, FieldedWave, NotFielded, find_desk
from survey_app.locale import chosen_language
from survey_app.security import CODES_PER_ADDRESS, limiter
from survey_app.times import LOCAL

STATUS = {"ask": 200, "mistyped": 404, "unknown": 404, "revoked": 410, "closed": 410}
DESKS_REMEMBERED = 2000


def at_desk(view):
    """Give a view the desk whose code stands in the address and the draft that came along (None: none), or answer with
    a page that says why there is no such desk. A code typed with dashes or in small letters leads to its one address.
    """
    @wraps(view)
    def guarded(code: str, **rest):
        if read_code(code) not in (None, code):
            return redirect(url_for(request.endpoint, code=read_code(code), **rest), 308)
        try:
            with reading(engine()).connect() as connection:
                desk = find_desk(connection, code)
        except NotFielded as error:
            return code_page(error.reason, code)
        if not _is_open_today(desk.wave):
            return code_page("closed", code)
        _remember(desk)
        return view(desk, read_draft(code, desk.wave.instrument), **rest)
    return guarded


def on_a_visit(view):
    """As `at_desk`, for pages that only show something: a draft we signed vouches for its desk, so the database is not
    asked again. That the survey has ended since is told when answers are taken; a receipt is shown all the same.
    """
    afresh = at_desk(view)

    @wraps(view)
    def guarded(code: str, **rest):
        desk = _remembered().get(code)
        draft = read_draft(code, desk.wave.instrument) if desk else None
        return view(desk, draft, **rest) if draft else afresh(code=code, **rest)
    return guarded


def code_page(reason: str, typed: str = ""):
    """The page that asks for a code by hand and, unless `reason` is "ask", says what is wrong with the one that came."""
    if STATUS[reason] == 404:
        with limiter.limit(CODES_PER_ADDRESS):  # slows down who tries codes one after the other
            pass
    page = pages().other("code", None, chosen_language(), reason=reason, typed=typed[:40])
    return sent(page, STATUS[reason])


def place_of(desk: Desk) -> Place:
    """The desk as its pages name it."""
    return Place(desk.code, desk.name, desk.wave.instrument, desk.former_codes)


def _remembered() -> dict[str, Desk]:
    """Desks as this process last found them, by code."""
    return current_app.extensions.setdefault("sipas.phone.desks", {})


def _remember(desk: Desk) -> None:
    known = _remembered()
    if len(known) >= DESKS_REMEMBERED:
        known.clear()
    known[desk.code] = desk


def _is_open_today(wave: FieldedWave) -> bool:
    today = datetime.now(LOCAL).date()
    return wave.opens_on <= today and (wave.closes_on is None or today <= wave.closes_on)
