"""Proposing the release of a run: the checklist must have no blocking item, each warning a written acknowledgement."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Release, User
from survey_app.released import pending_release
from survey_app.releasing.checklist import acknowledge, fill_in, refuse_unfit, stored
from survey_app.releasing.clock import refuse_wrong_clock
from survey_app.releasing.freezing import digest_of, freeze
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import Subject, asked_by, find_wave, settle_cases, subject_of
from survey_app.written import written


@dataclass(frozen=True)
class Proposal:
    """What a person proposes: the run they looked at, why, what they write to each warning (by item code).

    `correction` says what was wrong with the current release; without it a new release of an open wave is simply newer.
    """

    run_id: int
    by: int
    reason: str
    acknowledged: Mapping[str, str] = field(default_factory=dict)
    correction: str | None = None


def propose(engine: Engine, wave_code: str, proposal: Proposal) -> int:
    """Store a proposal; returns its number within the wave. Raises Refused."""
    settle_cases(engine, wave_code)
    try:
        with writing(engine).begin() as connection:
            return _propose(connection, wave_code, proposal)
    except IntegrityError:  # uq_release_one_proposed: somebody else proposed in the same moment
        with engine.connect() as connection:
            raise _pending(connection, find_wave(connection, wave_code).id) from None


def _propose(connection: Connection, wave_code: str, proposal: Proposal) -> int:
    wave = find_wave(connection, wave_code)
    if wave is None:
        raise Refused("no_wave")
    if pending_release(connection, wave.id):
        raise _pending(connection, wave.id)
    refuse_wrong_clock(connection)
    subject = _newest(connection, wave, proposal.run_id)
    reason, correction = written(proposal.reason), written(proposal.correction)
    corrects = corrected_release(subject, correction)
    if not reason:
        raise Refused("no_reason")
    by = connection.scalar(select(User.username).where(User.id == proposal.by))
    items = acknowledge(fill_in(connection, subject), proposal.acknowledged, by)
    refuse_unfit(items)
    checklist = stored(items)
    number = 1 + (connection.scalar(select(func.max(Release.number)).where(Release.wave_id == wave.id)) or 0)
    document, digest = freeze(connection, wave.id, subject.run.id)
    connection.execute(insert(Release).values(
        wave_id=wave.id, number=number, run_id=subject.run.id, reason=reason, checklist=checklist, proposed_by=proposal.by, document=document, digest=digest,
        corrects_id=corrects.id if corrects else None, correction=correction if corrects else None,
    ))
    record(connection, acting(), "release.propose", f"{wave.code}/{number}", {
        "account": by, "run": subject.run.id, "reason": reason, "corrects": corrects.number if corrects else None, "correction": correction or None,
        "document_digest": digest, "checklist_digest": digest_of(checklist), "asked_by": asked_by(connection, subject.run.id)})
    return number


def _newest(connection: Connection, wave: Row, run_id: int) -> Subject:
    """The run that the person looked at, if it still is the newest or has the same input as the newest."""
    newest, looked_at = subject_of(connection, wave), subject_of(connection, wave, run_id)
    if newest is None or looked_at is None:
        raise Refused("no_run")
    if newest.run.input_digest != looked_at.run.input_digest:
        raise Refused("outdated", run=run_id, newest=newest.run.id)
    if looked_at.run.thinned_at:
        raise Refused("thinned", run=run_id, newest=newest.run.id)
    return looked_at


def corrected_release(subject: Subject, correction: str) -> Row | None:
    """The release that a proposal corrects, None when it corrects none. Raises Refused: said of nothing, or not said of a closed wave."""
    if correction:
        if subject.released is None:
            raise Refused("nothing_to_correct")
        return subject.released
    if subject.released is not None and subject.wave.state == "closed":
        raise Refused("no_correction", number=subject.released.number)
    return None


def _pending(connection: Connection, wave_id: int) -> Refused:
    found = pending_release(connection, wave_id)
    return Refused("pending", number=found.number if found else "vừa có quyết định")
