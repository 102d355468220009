"""Deletes timings and device classes (paradata) whose retention time is over."""

from sqlalchemy import Engine, delete, select

from survey_app.database import writing
from survey_app.models import Paradata, now


def delete_expired(engine: Engine) -> int:
    """Delete paradata whose last day has passed; how many rows. The answers themselves are never touched."""
    expired = Paradata.delete_after < now().date()
    with engine.connect() as connection:  # most looks find nothing: they must not take the write lock
        if connection.scalar(select(Paradata.response_id).where(expired).limit(1)) is None:
            return 0
    with writing(engine).begin() as connection:
        return connection.execute(delete(Paradata).where(expired)).rowcount
