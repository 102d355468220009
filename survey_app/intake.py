"""The only writer of responses: validated, idempotent, acknowledged only when durable."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from forms import Problem, validate
from survey_app.answerable import why_closed
from survey_app.codes import new_code
from survey_app.database import hot_write, reading
from survey_app.fielded import FieldedWave
from survey_app.models import Paradata, Response

RECEIPT_TRIES = 3
# What the trigger says by which the database refuses a response of a wave that was closed since it was looked at.
CLOSED_MEANWHILE = "a closed wave takes no response"
# Built once per dialect: composing a statement costs more than running it.
INSERT_UNLESS_TAKEN = {
    name: dialect.insert(Response).on_conflict_do_nothing().returning(Response.id, Response.receipt)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
INSERT_PARADATA = insert(Paradata)
FIND_STORED = select(Response.id, Response.receipt, Response.wave_id, Response.service_point_id, Response.case_id).where(Response.submission_id == bindparam("submission_id"))


class Rejected(Exception):
    """Nothing was stored. `reason` is a short code, `problems` name the items, the message is for programs."""

    def __init__(self, reason: str, message: str, problems: tuple[Problem, ...] = ()):
        super().__init__(message)
        self.reason = reason
        self.problems = problems


@dataclass(frozen=True)
class Submission:
    """What one respondent sends: raw answers by item code, and where they come from (a desk or a case, never both).

    `supersedes_id`: the response that this one corrects, and takes the place of.
    """

    submission_id: str
    answers: Mapping
    answered_on: date
    desk_id: int | None = None
    case_id: int | None = None
    purpose: str = "original"
    language: str = "vi"
    device: str = "other"
    seconds: int | None = None
    timings: Mapping[str, int] = field(default_factory=dict)
    supersedes_id: int | None = None

    @property
    def has_paradata(self) -> bool:
        """Whether anything is known of how it was answered; a keyed paper form has nothing."""
        return self.seconds is not None or bool(self.timings) or self.device != "other"


@dataclass(frozen=True)
class Receipt:
    """The code a respondent keeps; `is_new` is False when this submission was already stored."""

    code: str
    is_new: bool
    response_id: int


Alongside = Callable[[Connection, list[Receipt]], None]


def submit(engine: Engine, wave: FieldedWave, submission: Submission, *, channel: str, paradata_days: int = 90) -> Receipt:
    """Store one response in one transaction and return its receipt once it is on the disk.

    The same `submission_id` sent again, whatever the answers, gives the first one's receipt and stores nothing.
    Raises Rejected: invalid (answers), closed (wave not open), outside (day outside the wave), reused (the id belongs to
    another wave, desk or case), answered (the case has a response for this purpose under another id), replaced or final
    (no answer of the case may come any more, see `answerable`).
    """
    return submit_many(engine, wave, [submission], channel=channel, paradata_days=paradata_days)[0]


def submit_many(engine: Engine, wave: FieldedWave, submissions: Iterable[Submission], *, channel: str, paradata_days: int = 90,
                alongside: Alongside | None = None) -> list[Receipt]:
    """Store many responses in one transaction: all of them, or, when one is refused, none (see `submit`).

    `alongside` writes, in the same transaction, what must be stored together with them, such as an entry in the journal.
    """
    submissions = list(submissions)
    prepared = [_prepare(wave, submission, channel) for submission in submissions]
    with hot_write(engine) as connection:
        receipts = [_store(connection, wave, submission, row, paradata_days) for submission, row in zip(submissions, prepared, strict=True)]
        if alongside:
            alongside(connection, receipts)
        return receipts


def submit_within(connection: Connection, wave: FieldedWave, submission: Submission, *, channel: str, paradata_days: int = 90) -> Receipt:
    """Store one response in the caller's write transaction (see `submit`); durable only when that is committed."""
    return _store(connection, wave, submission, _prepare(wave, submission, channel), paradata_days)


def _prepare(wave: FieldedWave, submission: Submission, channel: str) -> dict | Rejected:
    """The row to insert, or why not: refused only after a look whether it is stored already."""
    refusal = _refusal(wave, submission)
    if refusal:
        return refusal
    checked = validate(wave.instrument, submission.answers, channel=channel)
    if not checked.ok:
        items = ", ".join(problem.item for problem in checked.problems)
        return Rejected("invalid", f"answers not accepted: {items}", checked.problems)
    return {
        "wave_id": wave.id, "submission_id": submission.submission_id, "channel": channel, "purpose": submission.purpose,
        "case_id": submission.case_id, "supersedes_id": submission.supersedes_id, "service_point_id": submission.desk_id, "language": submission.language,
        "answers": json.dumps(checked.answers, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "answered_on": submission.answered_on, "received_at": datetime.now(UTC),
    }


def _refusal(wave: FieldedWave, submission: Submission) -> Rejected | None:
    if wave.state != "open":
        return Rejected("closed", f"wave {wave.code} is {wave.state}, not open")
    if submission.answered_on < wave.opens_on or (wave.closes_on and submission.answered_on > wave.closes_on):
        return Rejected("outside", f"answered on {submission.answered_on}, outside the wave ({wave.opens_on} to {wave.closes_on or 'open end'})")
    return None


def _store(connection: Connection, wave: FieldedWave, submission: Submission, row: dict | Rejected, paradata_days: int) -> Receipt:
    refusal = row if isinstance(row, Rejected) else _refuse_closed_case(connection, submission)
    if refusal:
        known = _known(connection, wave, submission)
        if known is None:
            raise refusal
        return known
    for _ in range(RECEIPT_TRIES):  # a drawn receipt is taken once in 10^10: then nothing below returns or raises
        stored = _insert(connection, row)
        if stored:
            if submission.has_paradata:
                _insert_paradata(connection, submission, stored[0], row["received_at"].date() + timedelta(days=paradata_days))
            return Receipt(stored[1], is_new=True, response_id=stored[0])
        known = _known(connection, wave, submission)
        if known:
            return known
        _refuse_second_of_case(connection, submission)
    raise RuntimeError("no free receipt code found")


def _refuse_closed_case(connection: Connection, submission: Submission) -> Rejected | None:
    closed = why_closed(connection, submission.case_id, held=True) if submission.case_id is not None else None
    return Rejected(closed.reason, closed.message) if closed else None


def _refuse_second_of_case(connection: Connection, submission: Submission) -> None:
    query = select(Response.id).where(Response.case_id == submission.case_id, Response.purpose == submission.purpose)
    if submission.case_id is not None and connection.scalar(query.limit(1)):
        raise Rejected("answered", f"this case was already answered ({submission.purpose}) under another submission_id")


def _insert(connection: Connection, row: dict) -> tuple[int, str] | None:
    """Id and receipt of the new response; None when its submission id or its receipt is taken. Raises Rejected: closed meanwhile."""
    try:
        return connection.execute(INSERT_UNLESS_TAKEN[connection.dialect.name], row | {"receipt": new_code()}).first()
    except DBAPIError as error:
        if CLOSED_MEANWHILE in str(error.orig):
            raise Rejected("closed", "the wave was closed meanwhile") from None
        raise


def _insert_paradata(connection: Connection, submission: Submission, response_id: int, delete_after: date) -> None:
    connection.execute(INSERT_PARADATA, {
        "response_id": response_id, "device": submission.device, "seconds": submission.seconds,
        "timings": dict(submission.timings), "delete_after": delete_after,
    })


def _known(connection: Connection, wave: FieldedWave, submission: Submission) -> Receipt | None:
    """The receipt of an earlier arrival of the same submission."""
    found = connection.execute(FIND_STORED, {"submission_id": submission.submission_id}).first()
    if found is None:
        return None
    if found[2:] != (wave.id, submission.desk_id, submission.case_id):
        raise Rejected("reused", f"submission_id {submission.submission_id} was already used for another desk, case or wave")
    return Receipt(found.receipt, is_new=False, response_id=found.id)


def already_stored(engine: Engine, submission_id: str) -> Receipt | None:
    """The receipt of a submission whose desk can no longer be found (code revoked, wave closed) but whose first arrival was stored."""
    with reading(engine).connect() as connection:
        found = connection.execute(FIND_STORED, {"submission_id": submission_id}).first()
    return Receipt(found.receipt, is_new=False, response_id=found.id) if found else None
