"""Answering by a link: its response, the end of the link and the disposition of the case, together or not at all."""
from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, Engine, update

from survey_app.intake import Receipt, Submission, submit_many
from survey_app.links.finding import LIVING, LinkedCase, LinkRefused
from survey_app.models import OneTimeLink, now
from survey_app.sampling.casework import settle_wave

CHANNEL = "link"


def submit_by_link(engine: Engine, linked: LinkedCase, submission: Submission, *, paradata_days: int) -> Receipt:
    """Store the response of a linked case (see `intake.submit`).

    The same submission again gets its receipt. Raises Rejected; LinkRefused when the link has ended since it was found.
    """
    def alongside(connection: Connection, receipts: list[Receipt]) -> None:
        if receipts[0].is_new:
            spend_link(connection, linked.id)
            settle_wave(connection, linked.wave, receipts[0].response_id)

    own = replace(submission, case_id=linked.case_id)
    return submit_many(engine, linked.wave, [own], channel=CHANNEL, paradata_days=paradata_days, alongside=alongside)[0]


def spend_link(connection: Connection, link_id: int) -> None:
    """Mark a link as used, in the transaction that stores its response. Raises LinkRefused: revoked (no longer living)."""
    if not connection.execute(update(OneTimeLink).where(OneTimeLink.id == link_id, *LIVING).values(used_at=now())).rowcount:
        raise LinkRefused("revoked", "this link is no longer living")
