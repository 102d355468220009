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

from survey_app.journal.actors import acting
from survey_app.journal.chain import canonical, record
from survey_app.models import JournalEntry, Response, Wave

CLOSED = "wave.closed"
# A wave that was closed before closing put a seal into the journal can be sealed later, as it is by then.
LATE = "wave.seal"
SEALS = (CLOSED, LATE)
STEP = 1000
SEALED = (
    Response.id, Response.submission_id, Response.channel, Response.purpose, Response.case_id, Response.service_point_id,
    Response.supersedes_id, Response.language, Response.answers, Response.answered_on,
)


@dataclass(frozen=True)
class BrokenSeal:
    """A closed wave whose responses are not those it was sealed with: the entry of the seal, and what differs.

    later: how many of those `found` came after the last one of then.
    """

    number: int
    wave: str
    found: int
    sealed: int
    later: int

    def __str__(self) -> str:
        later = f" ({self.later} of them came after the last one of then)" if self.later else ""
        return f"wave {self.wave} was closed with {self.sealed} responses; the {self.found} stored now{later} are not the same: answers were changed, removed or put in"


class NotSealed(ValueError):
    """No seal can be put on this wave; the message says why."""


def seal(connection: Connection, wave_code: str) -> dict[str, int | str]:
    """What the journal says of all responses of a wave as it closes.

    Waits for responses on their way and holds others off until the transaction ends, so that none slips in unsealed.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE response IN SHARE MODE"))
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code))
    last = connection.scalar(select(func.max(Response.id)).where(Response.wave_id == wave_id)) or 0
    count, digest, _ = _digest(connection, wave_id, last)
    return {"responses": count, "last_response": last, "responses_digest": digest}


def seal_late(connection: Connection, wave_code: str) -> None:
    """Seal a closed wave of whose closing the journal has no seal, as it is now. Raises NotSealed where that is not so."""
    if wave_code not in unsealed_waves(connection):
        raise NotSealed(f"expected a closed wave with responses and no seal, got {wave_code!r}. Those are: {', '.join(unsealed_waves(connection)) or 'none'}")
    record(connection, acting(), LATE, wave_code, seal(connection, wave_code))


def broken_seals(connection: Connection, wave_code: str | None = None) -> Iterator[BrokenSeal]:
    """The closed waves, or the one, whose responses differ from those they were sealed with, by the entry of the seal."""
    waves = dict(connection.execute(select(Wave.code, Wave.id)).all())
    for number, wave, told in _seals(connection, wave_code):
        count, digest, later = _digest(connection, waves.get(wave), told["last_response"] or 0)
        if digest != told["responses_digest"]:
            yield BrokenSeal(number, wave, count, told["responses"], later)


def unsealed_waves(connection: Connection) -> list[str]:
    """Closed waves with responses of which the journal has no seal: closed by an older program, or the entry was cut off."""
    sealed = {wave for _, wave, _ in _seals(connection)}
    answered = select(Response.id).where(Response.wave_id == Wave.id).exists()
    closed = connection.scalars(select(Wave.code).where(Wave.state == "closed", answered).order_by(Wave.code))
    return [code for code in closed if code not in sealed]


def _seals(connection: Connection, wave_code: str | None = None) -> Iterator[tuple[int, str, dict]]:
    """The seals of all waves or of one, in the order of their entries: number, wave, details."""
    query = select(JournalEntry.number, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action.in_(SEALS))
    query = query if wave_code is None else query.where(JournalEntry.subject == wave_code)
    for number, wave, details in connection.execute(query.order_by(JournalEntry.number)).all():
        told = json.loads(details)
        if "responses_digest" in told:
            yield number, wave, told


def _digest(connection: Connection, wave_id: int | None, last: int) -> tuple[int, str, int]:
    """How many responses a wave has, the SHA-256 of a line of canonical JSON each, and how many came after the `last`."""
    query = select(*SEALED).where(Response.wave_id == wave_id).order_by(Response.id)
    count, later, digest = 0, 0, hashlib.sha256()
    for row in connection.execute(query.execution_options(yield_per=STEP)):
        digest.update(canonical([*row[:-1], row.answered_on.isoformat()]).encode() + b"\n")
        count, later = count + 1, later + (row.id > last)
    return count, digest.hexdigest(), later
