"""Deciding on a proposal: another person lets it go, which freezes it, or refuses it; both with a reason."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, Row, select, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Release, User, Wave, now
from survey_app.people.permissions import allows
from survey_app.releasing.checklist import Item, acknowledge, carry_over, fill_in, refuse_unfit, restored, stored
from survey_app.releasing.clock import refuse_wrong_clock
from survey_app.releasing.freezing import digest_of, freeze
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import asked_by, find_wave, settle_cases, subject_of
from survey_app.releasing.two_persons import hands_of, refuse_gone_proposer, refuse_one_hand, username_of
from survey_app.releasing.wording import STATES
from survey_app.webhooks import enqueue
from survey_app.written import written


@dataclass(frozen=True)
class Decision:
    """Who decides what, why, and what they write to warnings that came up since the proposal (by item code).

    `seen`: the digest of the table that they looked at; without one it is the table that was proposed. No other is released.
    """

    by: int
    release: bool
    reason: str
    acknowledged: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None


def decide(engine: Engine, wave_code: str, number: int, decision: Decision) -> str | None:
    """Release or refuse a proposal in one transaction; the digest of what was released. Raises Refused, changing nothing."""
    settle_cases(engine, wave_code)
    with writing(engine).begin() as connection:
        proposed, by = open_proposal(connection, wave_code, number), _decider(connection, decision.by)
        if proposed.proposed_by == decision.by:
            raise Refused("same_person")
        if not written(decision.reason):
            raise Refused("no_reason")
        refuse_wrong_clock(connection, proposed.proposed_at)
        end = _release if decision.release else _refuse
        return end(connection, proposed, decision, by)


def checklist_now(connection: Connection, proposed: Row) -> list[Item]:
    """The checklist of a proposal as it stands now, with the acknowledgements that still hold; needs wave_code, run_id, checklist."""
    subject = subject_of(connection, find_wave(connection, proposed.wave_code), proposed.run_id)
    return carry_over(fill_in(connection, subject), restored(proposed.checklist))


def open_proposal(connection: Connection, wave_code: str, number: int) -> Row:
    """The proposal, locked until the transaction ends; on SQLite all writers wait for each other anyway."""
    query = select(
        Release.id, Release.wave_id, Release.run_id, Release.state, Release.proposed_by, Release.proposed_at, Release.decided_by, Release.checklist, Release.number, Release.digest,
        Release.corrects_id, Release.correction, Wave.code.label("wave_code"),
    ).join(Wave, Wave.id == Release.wave_id)
    found = connection.execute(query.where(Wave.code == wave_code, Release.number == number).with_for_update(of=Release)).first()
    if found is None:
        raise Refused("unknown")
    if found.state != "proposed":
        by = connection.scalar(select(User.username).where(User.id == (found.decided_by or found.proposed_by)))
        raise Refused("decided", state=STATES[found.state].lower(), by=by)
    return found


def _decider(connection: Connection, user_id: int) -> str:
    found = connection.execute(select(User.username, User.role, User.active).where(User.id == user_id)).first()
    if found is None or not found.active or not allows(found.role, "releases.decide"):
        raise Refused("no_right")
    return found.username


def _release(connection: Connection, proposed: Row, decision: Decision, by: str) -> str:
    proposer = username_of(connection, proposed.proposed_by)
    refuse_gone_proposer(connection, proposer)
    refuse_one_hand(connection, proposer, by)
    items = acknowledge(checklist_now(connection, proposed), decision.acknowledged, by)
    refuse_unfit(items)
    document, digest = freeze(connection, proposed.wave_id, proposed.run_id)
    if digest != (decision.seen or proposed.digest):
        raise Refused("moved")
    checklist = stored(items)
    _end(connection, proposed, decision, state="released", checklist=checklist, document=document, digest=digest)
    enqueue(connection, proposed.id)
    _note(connection, proposed, decision, by, {
        "document_digest": digest, "results_digest": digest_of(document["results"]), "proposer": proposer, "passwords_set_by": hands_of(connection, proposer, by),
        "corrects": connection.scalar(select(Release.number).where(Release.id == proposed.corrects_id)), "correction": proposed.correction, "checklist_digest": digest_of(checklist), "asked_by": asked_by(connection, proposed.run_id)})
    return digest


def _refuse(connection: Connection, proposed: Row, decision: Decision, by: str) -> None:
    _end(connection, proposed, decision, state="refused")
    _note(connection, proposed, decision, by, {})


def _end(connection: Connection, proposed: Row, decision: Decision, **values) -> None:
    values |= {"decided_by": decision.by, "decided_at": now(), "decision": written(decision.reason)}
    connection.execute(update(Release).where(Release.id == proposed.id).values(**values))


def _note(connection: Connection, proposed: Row, decision: Decision, by: str, details: dict) -> None:
    action = "release.release" if decision.release else "release.refuse"
    record(connection, acting(), action, f"{proposed.wave_code}/{proposed.number}", {"account": by, "run": proposed.run_id, "reason": written(decision.reason)} | details)
