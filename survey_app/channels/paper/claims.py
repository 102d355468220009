"""Leases on sheets: who has one in hand, so that a second person is told before keying it too."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from survey_app.channels.paper.refusals import Refused
from survey_app.channels.paper.sheets import Sheet, find_sheet, part_of
from survey_app.database import hot_write
from survey_app.fielded import FieldedWave
from survey_app.models import SheetClaim, now
from survey_app.people.scopes import Scope

# Longer than any sheet takes; the page renews it while it is open.
LEASE = timedelta(minutes=20)


def open_sheet(engine: Engine, wave: FieldedWave, typed: str, by: Scope) -> Sheet:
    """Find a sheet and take it in hand for keying, or renew one's own lease; raises Refused."""
    with hot_write(engine) as connection:
        sheet = find_sheet(connection, wave, typed, by, locked=True)
        part_of(connection, sheet, by.user_id)
        take(connection, sheet, by.user_id)
        return sheet


def take(connection: Connection, sheet: Sheet, user_id: int) -> None:
    """Take a sheet whose case the transaction has locked; Refused while another person's lease runs."""
    held = connection.execute(select(SheetClaim).where(SheetClaim.case_id == sheet.case_id)).first()
    moment = now()
    if held and held.user_id != user_id and held.expires_at > moment:
        raise Refused("held", sheet.serial, until=held.expires_at)
    values = {"user_id": user_id, "expires_at": moment + LEASE}
    if held is None:
        connection.execute(insert(SheetClaim).values(case_id=sheet.case_id, **values))
    else:
        since = {} if held.user_id == user_id else {"claimed_at": moment}
        connection.execute(update(SheetClaim).where(SheetClaim.case_id == sheet.case_id).values(**values, **since))


def held_since(connection: Connection, sheet: Sheet, user_id: int) -> datetime | None:
    """Since when this person has the sheet in hand; None without a lease that runs."""
    return connection.scalar(select(SheetClaim.claimed_at).where(
        SheetClaim.case_id == sheet.case_id, SheetClaim.user_id == user_id, SheetClaim.expires_at > now()))


def put_down(connection: Connection, sheet: Sheet, user_id: int) -> None:
    """End this person's lease; another's stays."""
    connection.execute(delete(SheetClaim).where(SheetClaim.case_id == sheet.case_id, SheetClaim.user_id == user_id))
