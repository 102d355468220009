"""What the pages and commands of releases read: waves with what is released of them, releases with who did what."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, case, func, select
from sqlalchemy.orm import aliased

from survey_app.good_runs import last_good_run
from survey_app.models import Release, User, Wave
from survey_app.released import current_release, pending_release


@dataclass(frozen=True)
class Standing:
    """A wave, its current release, the proposal that waits, its last good run; each but the wave may be None."""

    wave: Row
    released: Row | None
    pending: Row | None
    run: Row | None

    @property
    def newer(self) -> bool:
        """Whether other figures were computed since what is released."""
        return bool(self.run and self.released and self.run.id > self.released.run_id and self.run.input_digest != self.released.input_digest)


def standings(connection: Connection) -> list[Standing]:
    """Every wave, the newest first."""
    query = select(Wave.id, Wave.code, Wave.title, Wave.kind, Wave.state, Wave.opens_on, Wave.closes_on).order_by(Wave.opens_on.desc(), Wave.code)
    return [standing_of(connection, wave) for wave in connection.execute(query)]


def standing_of(connection: Connection, wave: Row) -> Standing:
    """How far the releasing of one wave is."""
    released = current_release(connection, wave.id)
    return Standing(wave, released, pending_release(connection, wave.id), last_good_run(connection, wave.id))


def all_releases(wave_code: str | None = None) -> Select:
    """Releases of one wave or of all in whatever state, the newest first, with accounts, the number corrected and the next one released since (`replaced_by`); without documents."""
    proposer, decider, wrong, later = aliased(User), aliased(User), aliased(Release), aliased(Release)
    next_one = select(func.min(later.number)).where(later.wave_id == Release.wave_id, later.state == "released", later.number > Release.number).scalar_subquery()
    query = (
        select(
            Release.id, Wave.code.label("wave"), Release.number, Release.state, Release.run_id, Release.reason, Release.proposed_by, Release.proposed_at,
            Release.decided_at, Release.decision, Release.digest, Release.correction, wrong.number.label("corrects"),
            proposer.username.label("proposer"), decider.username.label("decider"), case((Release.state == "released", next_one)).label("replaced_by"),
        )
        .join(Wave, Wave.id == Release.wave_id).join(proposer, proposer.id == Release.proposed_by)
        .outerjoin(decider, decider.id == Release.decided_by).outerjoin(wrong, wrong.id == Release.corrects_id)
        .order_by(Wave.code, Release.number.desc())
    )
    return query if wave_code is None else query.where(Wave.code == wave_code)


def read_release(connection: Connection, wave_code: str, number: int) -> Row | None:
    """One release with its checklist, document and wave_code."""
    query = all_releases(wave_code).add_columns(Release.checklist, Release.document, Wave.code.label("wave_code"), Release.wave_id, Release.corrects_id)
    return connection.execute(query.where(Release.number == number)).first()
