"""The runs of a wave as people follow them: state, how long each took, who asked, why one failed."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from survey_app.keeping.reading import thinned_at
from survey_app.models import Release, Run

STATES = {"requested": "đang chờ", "running": "đang tính", "succeeded": "xong", "failed": "không thành công"}
# Those that ask without an account.
ASKERS = {"schedule": "lịch tính", "closing": "đóng đợt", "command line": "dòng lệnh"}
A_PAGE = 30


@dataclass(frozen=True)
class ListedRun:
    """A run; `released`: the number of the newest release that shows it; `thinned`: since when only everybody's figures are kept of it."""

    run: Row
    released: int | None
    thinned: datetime | None

    @property
    def duration(self) -> timedelta | None:
        """How long computing took."""
        return self.run.finished_at - self.run.started_at if self.run.finished_at and self.run.started_at else None


def list_runs(connection: Connection, wave_id: int, before: int | None = None) -> list[ListedRun]:
    """At most A_PAGE + 1 runs, the newest first, older than run `before` where given."""
    query = select(Run.id, Run.state, Run.asked_by, Run.requested_at, Run.started_at, Run.finished_at, Run.reason, Run.code_version, Run.counts, Run.input_digest)
    query = query.where(Run.wave_id == wave_id) if before is None else query.where(Run.wave_id == wave_id, Run.id < before)
    released = dict(connection.execute(
        select(Release.run_id, func.max(Release.number)).where(Release.wave_id == wave_id, Release.state == "released").group_by(Release.run_id)).all())
    runs = connection.execute(query.order_by(Run.id.desc()).limit(A_PAGE + 1)).all()
    thinned = thinned_at(connection, [run.id for run in runs])
    return [ListedRun(run, released.get(run.id), thinned.get(run.id)) for run in runs]


def duration_words(duration: timedelta | None) -> str:
    """"0,8 giây", "42 giây", "3 phút 5 giây"."""
    if duration is None:
        return "–"
    seconds = duration.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} giây".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"


def asker_words(asked_by: str) -> str:
    """Who asked for a run: an account, or what asks by itself."""
    return ASKERS.get(asked_by, asked_by)
