"""Whether an answer arrived, by the receipt that its sender kept: where, when and whether it counts. What was answered is never read."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from survey_app.codes import read_code
from survey_app.exclusions.sheets import first_of_chain
from survey_app.journal import acting, record
from survey_app.models import Response, ServicePoint, Wave
from survey_app.models.exclusions import left_out
from survey_app.times import LOCAL


@dataclass(frozen=True)
class Arrived:
    """An answer of record: its wave, the desk it was given at (None: a household's or leader's, which is not named), the days it was given
    and came in (Vietnam's), by which way, and for what reason it is left out of the figures (None: it counts)."""

    receipt: str
    wave: str
    title: str
    desk_id: int | None
    desk: str | None
    answered_on: date
    received_on: date
    channel: str
    reason: str | None


def look_up(connection: Connection, typed: str) -> Arrived | None:
    """The answer with this receipt, spaces, dashes and case aside, and an entry in the journal that somebody asked, found or not.

    None where there is none; ValueError where a slip of the pen shows by itself, of which nothing is kept. `connection` is in a transaction that writes.
    """
    receipt = read_code(typed)
    if receipt is None:
        raise ValueError(f"expected a receipt of 9 characters whose last one fits the others; came {len(typed)} characters that are none")
    found = _find(connection, receipt)
    record(connection, acting(), "receipt.look", found.wave if found else "", {"receipt": receipt, "found": found is not None})
    return found


def _find(connection: Connection, receipt: str) -> Arrived | None:
    desk = (ServicePoint.number + " " + ServicePoint.name).label("desk")
    query = select(Response.id, Wave.code, Wave.title, Response.service_point_id, desk, Response.answered_on, Response.received_at, Response.channel)
    query = query.join(Wave, Wave.id == Response.wave_id).outerjoin(ServicePoint, ServicePoint.id == Response.service_point_id)
    row = connection.execute(query.where(Response.receipt == receipt, Response.purpose == "original")).first()
    if row is None:
        return None
    out = left_out().subquery()
    reason = connection.scalar(select(out.c.reason).where(out.c.response_id == first_of_chain(connection, row.id)))
    return Arrived(receipt, row.code, row.title, row.service_point_id, row.desk, row.answered_on, row.received_at.astimezone(LOCAL).date(), row.channel, reason)
