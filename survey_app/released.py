"""What readers see of a wave: the newest release, its run, and what was released before it."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.good_runs import good_runs, last_good_run
from survey_app.models import Release, Run

PROVISIONAL = "Số liệu tạm tính, chưa công bố"


@dataclass(frozen=True)
class Shown:
    """The run to show and the release that let it go; `release` is None while the figures are provisional.

    `run` has id, finished_at, method, counts, diagnostics, input_digest, code_version; `release` the columns of `releases`.
    """

    run: Row
    release: Row | None

    @property
    def provisional(self) -> bool:
        """Whether nobody has released these figures."""
        return self.release is None


def releases(wave_id: int | None) -> Select:
    """Released releases of a wave without their documents, the newest first, with the digest of their run's input; a proposed or refused one is not among them."""
    query = select(
        Release.id, Release.number, Release.run_id, Release.reason, Release.proposed_by, Release.proposed_at, Release.decided_by,
        Release.decided_at, Release.decision, Release.digest, Release.corrects_id, Release.correction, Run.input_digest,
    )
    return query.join(Run, Run.id == Release.run_id).where(Release.wave_id == wave_id, Release.state == "released").order_by(Release.number.desc())


def current_release(connection: Connection, wave_id: int | None) -> Row | None:
    """The newest release of a wave (the columns of `releases`), or None."""
    return connection.execute(releases(wave_id).limit(1)).first()


def pending_release(connection: Connection, wave_id: int) -> Row | None:
    """The proposal of a wave that waits for a decision: id, number and run_id."""
    return connection.execute(select(Release.id, Release.number, Release.run_id).where(Release.wave_id == wave_id, Release.state == "proposed")).first()


def corrected_by(connection: Connection, release_id: int) -> int | None:
    """The number of the first release that corrects this one; None while it was never corrected."""
    return connection.scalar(select(func.min(Release.number)).where(Release.corrects_id == release_id, Release.state == "released"))


def shown_run(connection: Connection, wave_id: int | None, provisional: bool = False) -> Shown | None:
    """The released run of a wave; without a release its last good run, but only for a reader who may see provisional figures."""
    release = current_release(connection, wave_id)
    if release is not None:
        return Shown(connection.execute(good_runs(wave_id).where(Run.id == release.run_id)).one(), release)
    run = last_good_run(connection, wave_id) if provisional else None
    return Shown(run, None) if run else None
