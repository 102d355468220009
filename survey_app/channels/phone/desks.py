"""Finding the desk behind the code in an address, and telling people why there is none."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Response

from survey_app import engine, settings
from survey_app.asking.pages import pages, sent
from survey_app.asking.ways import NotHere, Place, Way
from survey_app.codes import read_code
from survey_app.database import reading
from survey_app.fielded import FieldedWave, NotFielded, find_desk
from survey_app.intake import Receipt, Rejected, Submission, submit
from survey_app.locale import chosen_language
from survey_app.security import CODES_PER_ADDRESS, limiter
from survey_app.times import LOCAL

STATUS = {"ask": 200, "mistyped": 404, "unknown": 404, "revoked": 410, "closed": 410}


class AtDesk(Way):
    """The way in by the code of a desk; one phone or tablet there may serve many people."""

    name, target, one_form_each = "phone", "code", False
    draft_life = 24 * 3600

    def read_code(self, typed: str) -> str | None:
        """A desk's code."""
        return read_code(typed)

    def find(self, code: str) -> Place:
        """The desk with this code, when a survey runs there today."""
        try:
            with reading(engine()).connect() as connection:
                desk = find_desk(connection, code)
        except NotFielded as error:
            raise NotHere(code_page(error.reason, code)) from None
        if not _is_open_today(desk.wave):
            raise NotHere(code_page("closed", code))
        return Place(self, desk.code, desk.name, desk.wave, key=desk.code, former=desk.former_codes, found=desk)

    def store(self, place: Place, submission: Submission) -> Receipt:
        """A response at this desk."""
        sent_here = replace(submission, desk_id=place.found.id)
        try:
            return submit(engine(), place.wave, sent_here, channel=self.name, paradata_days=settings().paradata_days)
        except Rejected as refused:
            if refused.reason not in ("closed", "outside"):
                raise
            raise NotHere(code_page("closed", place.code)) from None  # the wave ended while this person was answering


def code_page(reason: str, typed: str = "") -> Response:
    """The page that asks for a code by hand and, unless `reason` is "ask", says what is wrong with the one that came."""
    if STATUS[reason] == 404:
        with limiter.limit(CODES_PER_ADDRESS):  # slows down who tries codes one after the other
            pass
    return sent(pages().other("phone/code", chosen_language(), reason=reason, typed=typed[:40]), STATUS[reason])


def _is_open_today(wave: FieldedWave) -> bool:
    today = datetime.now(LOCAL).date()
    return wave.opens_on <= today and (wave.closes_on is None or today <= wave.closes_on)
