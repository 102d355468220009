"""Correcting a response of record that does not say what the sheet says: a new response supersedes it, the old one stays."""
from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from survey_app.batches.ledger import PAPER
from survey_app.channels.paper.arriving import decoded, read_day
from survey_app.channels.paper.differences import differing
from survey_app.channels.paper.keys import CHANNEL
from survey_app.channels.paper.refusals import Refused, of_intake
from survey_app.channels.paper.sheets import Sheet, find_sheet, keyings_of
from survey_app.database import hot_write
from survey_app.fielded import FieldedWave
from survey_app.intake import Rejected, Submission, submit_within
from survey_app.journal import acting, record
from survey_app.models import JournalEntry, Response
from survey_app.people.scopes import Scope
from survey_app.written import tidy

LONGEST_REASON = 500
ACTION = "sheet.correct"
KEYED = ("single", "first", "second")


@dataclass(frozen=True)
class Recorded:
    """What is of record for a sheet: the response with its answers by item code, and the day of the answer."""

    sheet: Sheet
    response_id: int
    submission_id: str
    answers: Mapping
    answered_on: date


@dataclass(frozen=True)
class Correction:
    """What somebody corrects: `of` is the response that was looked at, `typed` the signs of every field, and the day as typed."""

    of: int
    typed: Mapping[str, str]
    answered_on: str
    reason: str


@dataclass(frozen=True)
class PastCorrection:
    """A correction as the journal has it."""

    at: datetime
    actor: str
    reason: str
    fields: tuple[str, ...]


def read_recorded(connection: Connection, wave: FieldedWave, serial: str, by: Scope, *, locked: bool = False) -> Recorded:
    """The response of record of a sheet, for somebody who did not key it; raises Refused."""
    sheet = find_sheet(connection, wave, serial, by, locked=locked)
    if wave.state != "open":
        raise Refused("closed", sheet.serial)
    if by.user_id in {row.user_id for part, row in keyings_of(connection, sheet.case_id).items() if part in KEYED}:
        raise Refused("own_keying", sheet.serial)
    later = aliased(Response)
    query = select(Response.id, Response.submission_id, Response.answers, Response.answered_on, Response.channel).where(
        Response.case_id == sheet.case_id, Response.purpose == "original", ~select(later.id).where(later.supersedes_id == Response.id).exists())
    found = connection.execute(query).first()
    if found is None:
        raise Refused("not_recorded", sheet.serial)
    if found.channel not in PAPER:
        raise Refused("online", sheet.serial)
    return Recorded(sheet, found.id, found.submission_id, json.loads(found.answers), found.answered_on)


def correct(engine: Engine, wave: FieldedWave, serial: str, correction: Correction, by: Scope) -> tuple[Sheet, int]:
    """Store the corrected response in the place of the one of record; the sheet, and how many of its fields changed.

    One transaction with the journal's entry, which has the reason and which fields, never an answer. Raises Refused.
    """
    try:
        with hot_write(engine) as connection:
            recorded = read_recorded(connection, wave, serial, by, locked=True)
            return recorded.sheet, _supersede(connection, recorded, correction)
    except Rejected as rejected:
        raise of_intake(rejected, serial) from None
    except IntegrityError:
        raise Refused("corrected", serial) from None


def _supersede(connection: Connection, recorded: Recorded, correction: Correction) -> int:
    sheet, reason = recorded.sheet, tidy(correction.reason)[:LONGEST_REASON]
    if correction.of != recorded.response_id:
        raise Refused("corrected", sheet.serial)
    answers, day = decoded(sheet.wave.instrument, correction.typed, sheet.serial), read_day(correction.answered_on, sheet.serial)
    if not reason:
        raise Refused("no_reason", sheet.serial, wrong={"reason": "Hãy ghi lý do."})
    submission_id = str(uuid.uuid5(uuid.UUID(recorded.submission_id), "correction"))
    stored = submit_within(
        connection, sheet.wave, Submission(submission_id, answers, day, case_id=sheet.case_id, supersedes_id=recorded.response_id), channel=CHANNEL)
    coded = json.loads(connection.scalar(select(Response.answers).where(Response.id == stored.response_id)))
    changed = [field.code for field in differing(sheet.wave.instrument, recorded.answers, coded)] + (["answered_on"] if day != recorded.answered_on else [])
    if not changed:
        raise Refused("unchanged", sheet.serial)
    record(connection, acting(), ACTION, sheet.subject, {"reason": reason, "differs": len(changed), "fields": changed})
    return len(changed)


def past_corrections(connection: Connection, sheet: Sheet) -> list[PastCorrection]:
    """The corrections of a sheet, the newest first."""
    query = select(JournalEntry.at, JournalEntry.actor, JournalEntry.details).where(JournalEntry.action == ACTION, JournalEntry.subject == sheet.subject)
    found = [(row, json.loads(row.details)) for row in connection.execute(query.order_by(JournalEntry.number.desc()))]
    return [PastCorrection(datetime.fromisoformat(row.at), row.actor, details["reason"], tuple(details["fields"])) for row, details in found]
