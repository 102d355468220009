"""A clock that was set back dates what people decide wrongly: nothing is proposed or decided by it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from survey_app.journal.chain import CLOCK_LEEWAY, clock_behind
from survey_app.models import now
from survey_app.releasing.refusal import Refused
from survey_app.times import LOCAL


def refuse_wrong_clock(connection: Connection, proposed_at: datetime | None = None) -> None:
    """Raise Refused while it is earlier, by this machine, than the last entry of the journal or the proposal that is decided on."""
    last = clock_behind(connection)
    ahead = datetime.fromisoformat(last) if last else proposed_at if proposed_at and proposed_at > now() + CLOCK_LEEWAY else None
    if ahead:
        raise Refused("clock", since=f"{ahead.astimezone(LOCAL):%d/%m/%Y %H:%M}")
