"""What came in at one desk, day by day: numbers of answers, none of them read."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.models import Response, ServicePoint, Wave
from survey_app.models.exclusions import left_out
from survey_app.of_record import of_record


@dataclass(frozen=True)
class Day:
    """Answers given at a desk on a day in a wave (its code and title), and those of them that are left out of the figures."""

    day: date
    wave: str
    title: str
    answers: int
    excluded: int


def find_desk(connection: Connection, desk_id: int) -> Row | None:
    """id, number and name of a desk."""
    return connection.execute(select(ServicePoint.id, ServicePoint.number, ServicePoint.name).where(ServicePoint.id == desk_id)).first()


def count_days(connection: Connection, desk_id: int) -> int:
    """How many days (by wave) have answers."""
    return connection.scalar(select(func.count()).select_from(_days(desk_id).subquery()))


def list_days(connection: Connection, desk_id: int, *, most: int, skip: int) -> list[Day]:
    """Days with answers, the newest first."""
    query = _days(desk_id).order_by(Response.answered_on.desc(), Wave.code).limit(most).offset(skip)
    return [Day(*row) for row in connection.execute(query)]


def _days(desk_id: int) -> Select:
    out = left_out().subquery()
    query = select(Response.answered_on, Wave.code, Wave.title, func.count(), func.count(out.c.id)).select_from(Response).join(Wave, Wave.id == Response.wave_id)
    query = query.outerjoin(out, out.c.response_id == Response.id).where(Response.service_point_id == desk_id)
    return of_record(query).group_by(Response.answered_on, Wave.code, Wave.title)
