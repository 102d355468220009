"""Finding the case behind a link, and sending its one form."""
from __future__ import annotations

from datetime import datetime

from survey_app import engine, settings
from survey_app.asking.ways import NotHere, Place, Way
from survey_app.channels.link.ended import ended_page
from survey_app.database import reading
from survey_app.fielded import FieldedWave
from survey_app.intake import Receipt, Rejected, Submission
from survey_app.links.finding import LinkedCase, LinkRefused, find_link, read_token
from survey_app.links.spending import submit_by_link
from survey_app.security import keyed_hash
from survey_app.times import LOCAL

DAY = 24 * 3600
# The intake's refusals that end a form here; any other (answers that no page of ours sends) is a fault.
ENDED_BY_INTAKE = ("closed", "outside", "answered", "replaced", "final")


class ByLink(Way):
    """The way in by a link that is good for one form: it may be long, so it may be finished on a later day."""

    name, target, one_form_each = "link", "link", True
    draft_life = 30 * DAY

    def read_code(self, typed: str) -> str | None:
        """A link's token."""
        return read_token(typed)

    def find(self, code: str) -> Place:
        """The case of a living link, while its wave runs."""
        try:
            with reading(engine()).connect() as connection:
                linked = find_link(connection, code)
        except LinkRefused as refused:
            raise self._ended(refused, code) from None
        if ended := _out_of_days(linked.wave):
            raise NotHere(ended_page(ended, wave=linked.wave), self._place(linked))
        return self._place(linked)

    def store(self, place: Place, submission: Submission) -> Receipt:
        """The response of this case; with it the link is used up."""
        try:
            return submit_by_link(engine(), place.found, submission, paradata_days=settings().paradata_days)
        except LinkRefused as refused:
            raise self._ended(refused, place.code) from None
        except Rejected as refused:
            if refused.reason not in ENDED_BY_INTAKE:
                raise
            reason = "over" if refused.reason == "outside" else refused.reason
            raise NotHere(ended_page(reason, wave=place.wave), place) from None

    def _place(self, linked: LinkedCase) -> Place:
        """A phone keeps the draft by the case, not by the link: a link issued anew finds it again."""
        key = keyed_hash(f"case {linked.case_id}")[:16]
        return Place(self, linked.token, linked.title, linked.wave, key=key, former=(key,), note=linked.serial, found=linked)

    def _ended(self, refused: LinkRefused, code: str) -> NotHere:
        linked = refused.linked
        page = ended_page(refused.reason, wave=linked.wave if linked else None, receipt=refused.receipt, typed=code)
        return NotHere(page, self._place(linked) if linked else None)


def _out_of_days(wave: FieldedWave) -> str | None:
    today = datetime.now(LOCAL).date()
    if today < wave.opens_on:
        return "early"
    return "over" if wave.closes_on and wave.closes_on < today else None
