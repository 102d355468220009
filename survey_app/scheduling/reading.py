"""The schedule of every wave with its next time and what came of the last; whether a scheduler is at work."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from survey_app.good_runs import last_run
from survey_app.models import Schedule, SchedulerLease, Wave, now
from survey_app.scheduling.cron import BadCron, next_moment, read_cron
from survey_app.scheduling.rhythm import rhythm_of

ZONES = {"Asia/Ho_Chi_Minh": "giờ Việt Nam", "UTC": "giờ UTC"}
LOCAL_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Line:
    """A wave and its schedule as it holds now: a wave without a stored one is computed when it closes, and at no hour."""

    wave: Row
    cron: str | None
    timezone: str
    enabled: bool
    on_close: bool
    last: Row | None

    @property
    def words(self) -> str:
        """When it is computed by the clock."""
        return f"{rhythm_of(self.cron).words()} ({ZONES.get(self.timezone, self.timezone)})" if self.enabled and self.cron else "không theo giờ"

    @property
    def problem(self) -> str | None:
        """Why a stored expression cannot be used."""
        if self.enabled and self.cron:
            try:
                read_cron(self.cron)
            except BadCron as bad:
                return str(bad)
        return None

    def next_at(self, after: datetime) -> datetime | None:
        """Its next time; None when off or unusable."""
        if not (self.enabled and self.cron) or self.problem:
            return None
        return next_moment(read_cron(self.cron), self.timezone, after)


def lines(connection: Connection, wave_code: str | None = None) -> list[Line]:
    """The schedule of every wave, or of one, the newest first."""
    query = select(
        Wave.id, Wave.code, Wave.title, Wave.state, Schedule.cron, Schedule.timezone, Schedule.enabled, Schedule.on_close,
    ).outerjoin(Schedule, Schedule.wave_id == Wave.id).order_by(Wave.opens_on.desc(), Wave.code)
    found = connection.execute(query if wave_code is None else query.where(Wave.code == wave_code)).all()
    return [
        Line(row, row.cron, row.timezone or LOCAL_ZONE, bool(row.enabled), row.on_close is not False, last_run(connection, row.id)) for row in found
    ]


def scheduler_works(connection: Connection) -> bool:
    """Whether a scheduler holds the lease: without one nothing is computed at any hour."""
    until = connection.scalar(select(SchedulerLease.expires_at))
    return until is not None and until > now()
