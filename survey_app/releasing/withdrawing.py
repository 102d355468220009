"""Taking a proposal back: whoever proposed it says why, and it is decided on by nobody any more."""
from __future__ import annotations

from sqlalchemy import Engine, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Release, now
from survey_app.releasing.deciding import open_proposal
from survey_app.releasing.refusal import Refused
from survey_app.releasing.two_persons import username_of
from survey_app.written import written


def withdraw(engine: Engine, wave_code: str, number: int, by: int, reason: str) -> None:
    """Take the proposal back as account `by`. Raises Refused, changing nothing: unknown, decided, not_yours, no_reason."""
    with writing(engine).begin() as connection:
        proposed = open_proposal(connection, wave_code, number)
        if proposed.proposed_by != by:
            raise Refused("not_yours")
        if not (said := written(reason)):
            raise Refused("no_reason")
        connection.execute(update(Release).where(Release.id == proposed.id).values(state="withdrawn", decided_at=now(), decision=said))
        details = {"account": username_of(connection, by), "run": proposed.run_id, "reason": said}
        record(connection, acting(), "release.withdraw", f"{wave_code}/{number}", details)
