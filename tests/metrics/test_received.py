"""Counting responses by channel: those counted once are not read again, and none is missed or counted twice."""
from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, insert, select

from survey_app.database import open_engine
from survey_app.metrics import received as counting
from survey_app.metrics.received import SETTLED, Received
from survey_app.models import Response, ServicePoint, now
from tests.fielding import field_desk


@pytest.fixture
def come(engine: Engine):
    """Store responses of a channel, received so long ago."""
    desk = field_desk(engine)
    with engine.connect() as connection:
        point = connection.scalar(select(ServicePoint.id))

    def store(channel: str, ago: timedelta = timedelta(), number: int = 1, **more) -> None:
        with engine.begin() as connection:
            connection.execute(insert(Response), [
                {"wave_id": desk.wave_id, "submission_id": str(uuid4()), "receipt": uuid4().hex[:12], "channel": channel, "service_point_id": point,
                 "answers": "{}", "answered_on": date(2026, 1, 1), "received_at": now() - ago, **more} for _ in range(number)])
    return store


def by_channel(engine: Engine, received: Received) -> dict[str, int]:
    with engine.connect() as connection:
        return dict(received.by_channel(connection))


def test_old_and_new_ones_add_up_however_often_it_is_asked(engine, come):
    received = Received()
    assert by_channel(engine, received) == {}
    come("phone", 2 * SETTLED, 3)
    come("import", number=2)
    assert [by_channel(engine, received) for _ in range(3)] == [{"phone": 3, "import": 2}] * 3
    come("phone")
    assert by_channel(engine, received) == {"phone": 4, "import": 2}


def test_only_what_came_since_is_read(engine, come, monkeypatch):
    received, starts, count = Received(), [], counting._count
    monkeypatch.setattr(counting, "_count", lambda connection, after, up_to: starts.append(after) or count(connection, after, up_to))
    come("phone", 2 * SETTLED, 3)
    by_channel(engine, received)
    with engine.connect() as connection:
        newest = connection.scalar(select(func.max(Response.id)))
    by_channel(engine, received)
    assert starts == [0, newest, newest, newest]


def test_one_that_becomes_visible_after_a_higher_number_is_counted(engine, come):
    received = Received()
    come("phone", id=1000)
    assert by_channel(engine, received) == {"phone": 1}
    come("import", id=900)  # its transaction began earlier and ended later
    assert by_channel(engine, received) == {"phone": 1, "import": 1}


def test_an_older_copy_of_the_database_is_counted_anew(engine, come, sqlite_template):
    received = Received()
    come("phone", 2 * SETTLED, 3)
    by_channel(engine, received)
    empty = open_engine(f"sqlite:///{sqlite_template}")
    assert by_channel(empty, received) == {} and by_channel(engine, received) == {"phone": 3}
    empty.dispose()
