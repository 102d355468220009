"""The seal of a closed wave: a digest of all its responses, put into the journal when it closes and compared ever after.

A response that was changed, removed or slipped in by somebody who took the database's triggers away is found by this;
of an open wave the journal knows who keyed and corrected what, but no answer.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from survey_app.journal.chain import canonical
from survey_app.models import JournalEntry, Response, Wave

CLOSED = "wave.closed"
STEP = 1000
SEALED = (
    Response.id, Response.submission_id, Response.channel, Response.purpose, Response.case_id, Response.service_point_id,
    Response.supersedes_id, Response.language, Response.answers, Response.answered_on,
)


@dataclass(frozen=True)
class BrokenSeal:
    """A closed wave whose responses are not those it was closed with: the entry of its closing, and what differs."""

    number: int
    wave: str
    found: int
    sealed: int


def seal(connection: Connection, wave_code: str) -> dict[str, int | str]:
    """What the journal says of a wave's responses as it closes; nothing where nobody answered.

    Waits for responses on their way and holds others off until the transaction ends, so that none slips in unsealed.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE response IN SHARE MODE"))
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code))
    last = connection.scalar(select(func.max(Response.id)).where(Response.wave_id == wave_id))
    if last is None:
        return {}
    count, digest = _digest(connection, wave_id, last)
    return {"responses": count, "last_response": last, "responses_digest": digest}


def broken_seals(connection: Connection) -> Iterator[BrokenSeal]:
    """The closed waves whose responses differ from those they were sealed with, by the entry of their closing."""
    query = select(JournalEntry.number, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == CLOSED)
    waves = dict(connection.execute(select(Wave.code, Wave.id)).all())
    for entry in connection.execute(query.order_by(JournalEntry.number)).all():
        told = json.loads(entry.details)
        if "responses_digest" in told:
            count, digest = _digest(connection, waves.get(entry.subject), told["last_response"])
            if digest != told["responses_digest"]:
                yield BrokenSeal(entry.number, entry.subject, count, told["responses"])


def unsealed_waves(connection: Connection) -> list[str]:
    """Closed waves with responses of whose closing the journal has no seal: closed by an older program, or the entry was cut off."""
    entries = connection.execute(select(JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == CLOSED))
    sealed = {entry.subject for entry in entries if "responses_digest" in json.loads(entry.details)}
    answered = select(Response.id).where(Response.wave_id == Wave.id).exists()
    closed = connection.scalars(select(Wave.code).where(Wave.state == "closed", answered).order_by(Wave.code))
    return [code for code in closed if code not in sealed]


def _digest(connection: Connection, wave_id: int | None, last: int) -> tuple[int, str]:
    """How many responses a wave has up to the `last`, and the SHA-256 of a line of canonical JSON each."""
    query = select(*SEALED).where(Response.wave_id == wave_id, Response.id <= last).order_by(Response.id)
    count, digest = 0, hashlib.sha256()
    for row in connection.execute(query.execution_options(yield_per=STEP)):
        digest.update(canonical([*row[:-1], row.answered_on.isoformat()]).encode() + b"\n")
        count += 1
    return count, digest.hexdigest()
