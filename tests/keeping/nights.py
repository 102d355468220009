"""A wave that was computed night after night, put into a database without computing it."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select

from survey_app.database import writing
from survey_app.models import Base, Estimate, JournalEntry, QuestionFigure, Run, now
from tests.releasing.published import add_run

# Of each run besides the three scores of everybody: two communes in each table that is thinned, and everybody's share of an answer.
COMMUNES = ("000101", "000102")
GOES, STAYS = 4, 4


def add_night(connection: Connection, wave_id: int, finished_at: datetime, **values) -> int:
    """A succeeded run that ended at this moment, with figures of two communes; its number."""
    run = add_run(connection, wave_id, finished_at=finished_at, **values)
    for commune in COMMUNES:
        connection.execute(insert(Estimate).values(run_id=run, measure="1", domain_kind="commune", domain=commune, n=30, score=80.25, se=1.5, df=3))
        connection.execute(insert(QuestionFigure).values(run_id=run, question="A2", option="1", domain_kind="commune", domain=commune, statistic="share", n=30, value=0.25))
    connection.execute(insert(QuestionFigure).values(run_id=run, question="A2", option="1", statistic="share", n=60, value=0.25))
    return run


def add_nights(engine: Engine, wave_id: int, days_ago: int, count: int = 3, **values) -> list[int]:
    """A run on each of `count` days from the 5th on of the month that was so many days ago, so that only the last is the last of its month; their numbers."""
    first = (now() - timedelta(days=days_ago)).replace(day=5, hour=12, minute=0, second=0, microsecond=0)
    with writing(engine).begin() as connection:
        return [add_night(connection, wave_id, first + timedelta(days=night), **values) for night in range(count)]


def rows_of(engine: Engine, run: int, table: type[Base]) -> list[tuple]:
    """A run's rows in a table, in the order of their key."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table.__table__).where(table.run_id == run).order_by(*table.__table__.primary_key))]


def everything_of(engine: Engine, run: int) -> str:
    """Every byte of a run's own row and of what it found in the tables that are thinned."""
    with engine.connect() as connection:
        said = connection.execute(select(*Run.__table__.c).where(Run.id == run)).one()
    return repr((said, rows_of(engine, run, Estimate), rows_of(engine, run, QuestionFigure)))


def entries(engine: Engine, action: str) -> list:
    """The journal's entries of an action: actor, subject, details."""
    with engine.connect() as connection:
        return connection.execute(select(JournalEntry.actor, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == action).order_by(JournalEntry.number)).all()


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)
