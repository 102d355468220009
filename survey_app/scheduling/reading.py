"""The schedule of every wave with its next time and what came of the last; whether a scheduler is at work."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from survey_app.good_runs import last_run
from survey_app.models import Schedule, SchedulerLease, Wave, now
from survey_app.scheduling.cron import BadCron, next_moment, read_cron
from survey_app.scheduling.rhythm import Rhythm, rhythm_of
from survey_app.times import LOCAL

ZONES = {"Asia/Ho_Chi_Minh": "giờ Việt Nam", "UTC": "giờ UTC"}
LOCAL_ZONE = LOCAL.key
OTHER_DAY = {-1: " hôm trước", 0: "", 1: " hôm sau"}


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
        return in_zone(rhythm_of(self.cron), self.timezone) if self.enabled and self.cron else "không theo giờ"

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


def in_zone(rhythm: Rhythm, timezone: str) -> str:
    """A rhythm set in a zone, as people in Việt Nam must read it: the time on their clocks, whatever zone it was set in."""
    if timezone == LOCAL_ZONE:
        return f"{rhythm.words()} ({ZONES[LOCAL_ZONE]})"
    zone = ZONES.get(timezone, timezone)
    if rhythm.name == "custom":
        return f"{rhythm.words()} (tính theo {zone}, không phải {ZONES[LOCAL_ZONE]})"
    there = datetime.combine(now().date(), rhythm.at, ZoneInfo(timezone))
    here = there.astimezone(LOCAL)
    if rhythm.name == "daily":
        return f"{replace(rhythm, at=here.time()).words()} {ZONES[LOCAL_ZONE]} (đặt là {rhythm.at:%H:%M} {zone})"
    return f"{rhythm.words()} {zone}, tức {here:%H:%M}{OTHER_DAY[(here.date() - there.date()).days]} {ZONES[LOCAL_ZONE]}"


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
