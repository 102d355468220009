"""Keeping what a person keyed from a sheet; the response of record is written once two keyings agree."""
from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, Row, insert, select
from sqlalchemy.exc import IntegrityError

from survey_app.channels.paper.claims import put_down
from survey_app.channels.paper.differences import differing
from survey_app.channels.paper.keys import CHANNEL
from survey_app.channels.paper.refusals import Refused, of_intake
from survey_app.channels.paper.sheets import Sheet, find_sheet, keyings_of, part_of
from survey_app.database import hot_write
from survey_app.fielded import FieldedWave
from survey_app.intake import Rejected, Submission, submit_within
from survey_app.journal import acting, record
from survey_app.models import KeyedBy, Response
from survey_app.people.scopes import Scope

PURPOSE_OF_PART = {"single": "original", "first": "first_keying", "second": "second_keying"}


@dataclass(frozen=True)
class Keyed:
    """What one person keyed: raw answers by item code, and how long it took (`keystrokes` None where nobody counted)."""

    submission_id: str
    answers: Mapping
    answered_on: date
    started_at: datetime
    finished_at: datetime
    seconds: int
    keystrokes: int | None = None


def keep_keying(engine: Engine, wave: FieldedWave, serial: str, keyed: Keyed, by: Scope) -> Sheet:
    """Store a keying in one transaction, and with it the response of record when none is left to wait for.

    The same submission again by the same person stores nothing and is acknowledged. Which part it has in the sheet is
    decided here, not when the sheet was opened: a person who was overtaken has keyed blind all the same, and so makes
    the second keying. Raises Refused.
    """
    try:
        with hot_write(engine) as connection:
            sheet = find_sheet(connection, wave, serial, by, locked=True)
            if not _is_stored(connection, sheet, keyed, by.user_id):
                _keep(connection, sheet, keyed, by.user_id)
            return sheet
    except Rejected as rejected:
        raise of_intake(rejected, serial) from None
    except IntegrityError:  # another way in (an import) was faster; the unique indexes have the last word
        raise Refused("raced", serial) from None


def _is_stored(connection: Connection, sheet: Sheet, keyed: Keyed, user_id: int) -> bool:
    query = select(KeyedBy.user_id, KeyedBy.case_id).join(Response, Response.id == KeyedBy.response_id)
    stored = connection.execute(query.where(Response.submission_id == keyed.submission_id)).first()
    return stored is not None and tuple(stored) == (user_id, sheet.case_id)


def _keep(connection: Connection, sheet: Sheet, keyed: Keyed, user_id: int) -> None:
    part = part_of(connection, sheet, user_id)
    sent = Submission(keyed.submission_id, keyed.answers, keyed.answered_on, case_id=sheet.case_id, purpose=PURPOSE_OF_PART[part])
    receipt = submit_within(connection, sheet.wave, sent, channel=CHANNEL)
    differs = _settle(connection, sheet, receipt.response_id) if part == "second" else None
    connection.execute(insert(KeyedBy).values(
        response_id=receipt.response_id, case_id=sheet.case_id, part=part, user_id=user_id, started_at=keyed.started_at,
        finished_at=keyed.finished_at, seconds=keyed.seconds, keystrokes=keyed.keystrokes, differs=differs))
    put_down(connection, sheet, user_id)
    record(connection, acting(), "sheet.key", sheet.subject, {"part": part} | ({} if differs is None else {"differs": differs}))


def _settle(connection: Connection, sheet: Sheet, second_id: int) -> int:
    """In how many fields the second keying differs from the first; with none, the first is made the response of record."""
    first = stored_keying(connection, keyings_of(connection, sheet.case_id)["first"].response_id)
    answers = json.loads(first.answers)
    differs = differing(sheet.wave.instrument, answers, json.loads(stored_keying(connection, second_id).answers))
    if not differs:
        make_of_record(connection, sheet, first, answers)
    return len(differs)


def stored_keying(connection: Connection, response_id: int) -> Row:
    """A keying as stored."""
    return connection.execute(select(Response.submission_id, Response.answers, Response.answered_on).where(Response.id == response_id)).one()


def make_of_record(connection: Connection, sheet: Sheet, first: Row, answers: Mapping) -> int:
    """Write the response of record of a sheet that was keyed twice; returns its id. Raises Rejected.

    Its submission id follows from the first keying's, so that it can only be written once.
    """
    submission_id = str(uuid.uuid5(uuid.UUID(first.submission_id), "original"))
    sent = Submission(submission_id, answers, first.answered_on, case_id=sheet.case_id)
    return submit_within(connection, sheet.wave, sent, channel=CHANNEL).response_id
