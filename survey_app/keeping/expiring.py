"""Rows that were only noted for a while: deleted when their time is over."""
from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Engine, delete, select

from survey_app.database import writing
from survey_app.models import ApiTokenTrace, Base, Paradata, now
from survey_app.models.people import TRACE_DAYS


def _over(today: date) -> dict[type[Base], ColumnElement[bool]]:
    """Table -> which of its rows have had their time; today: by UTC."""
    return {Paradata: Paradata.delete_after < today, ApiTokenTrace: ApiTokenTrace.day <= today - timedelta(days=TRACE_DAYS)}


def delete_expired(engine: Engine) -> dict[str, int]:
    """Delete timings and device classes of answers, and traces of tokens, whose last day has passed: how many rows, by table. Answers are never touched."""
    deleted = {}
    for table, over in _over(now().date()).items():
        with engine.connect() as connection:  # most looks find nothing: they must not take the write lock
            if connection.scalar(select(1).select_from(table).where(over).limit(1)) is None:
                continue
        with writing(engine).begin() as connection:
            deleted[table.__tablename__] = connection.execute(delete(table).where(over)).rowcount
    return deleted
