"""Changing a wave's schedule, and the run that closing a wave asks for."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Response, Run, Schedule, Wave

CLOSING = "closing"


@dataclass(frozen=True)
class NewSchedule:
    """A checked cron expression, its zone, whether it is on, and whether closing the wave asks for a run too."""

    cron: str
    timezone: str
    enabled: bool
    on_close: bool


def change_schedule(engine: Engine, wave_code: str, new: NewSchedule) -> None:
    """Store a wave's schedule; LookupError for an unknown wave. The scheduler sees it within seconds."""
    values = {"cron": new.cron, "timezone": new.timezone, "enabled": new.enabled, "on_close": new.on_close}
    with writing(engine).begin() as connection:
        wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code).with_for_update())
        if wave_id is None:
            raise LookupError(f"there is no wave {wave_code!r}")
        before = connection.execute(select(Schedule.cron, Schedule.timezone, Schedule.enabled, Schedule.on_close).where(Schedule.wave_id == wave_id)).first()
        if before is not None and before._asdict() == values:
            return
        connection.execute(insert(Schedule).values(wave_id=wave_id, **values) if before is None else update(Schedule).where(Schedule.wave_id == wave_id).values(**values))
        record(connection, acting(), "schedule.change", wave_code, values)


def request_on_close(connection: Connection, wave_code: str, state: str) -> None:
    """Ask for a run of a wave whose new state is closed, unless its schedule says no, one waits already, or nobody answered."""
    if state != "closed":
        return
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave_code))
    wanted = connection.scalar(select(Schedule.on_close).where(Schedule.wave_id == wave_id)) is not False
    waiting = connection.scalar(select(Run.id).where(Run.wave_id == wave_id, Run.state == "requested"))
    if wanted and waiting is None and connection.scalar(select(Response.id).where(Response.wave_id == wave_id).limit(1)):
        connection.execute(insert(Run).values(wave_id=wave_id, asked_by=CLOSING))
