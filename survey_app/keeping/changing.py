"""Changing for how long runs are kept whole."""
from __future__ import annotations

from sqlalchemy import Engine, insert, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.keeping.reading import Rule, rule
from survey_app.models import RunKeeping


def change_rule(engine: Engine, new: Rule) -> None:
    """Store the rule; the scheduler follows it within a minute. What was thinned already stays so."""
    values = {"thins": new.thins, "nights": new.nights}
    with writing(engine).begin() as connection:
        if rule(connection) == new:
            return
        if not connection.execute(update(RunKeeping).values(**values)).rowcount:
            connection.execute(insert(RunKeeping).values(id=1, **values))
        record(connection, acting(), "keeping.change", "", values)
