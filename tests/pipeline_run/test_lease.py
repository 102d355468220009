"""The lease: one holder at a time, taken over when it expires, given back at the end."""
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, event

from pipeline.lease import database_now, hold, holder_of, release
from tests.pipeline_run.small_waves import on_postgres

LENGTH = timedelta(seconds=20)


def later(seconds: float):
    """A clock that is ahead."""
    return lambda connection: database_now(connection) + timedelta(seconds=seconds)


def test_first_come_holds_and_the_second_does_not(engine):
    assert hold(engine, "one", LENGTH)
    assert not hold(engine, "two", LENGTH)
    assert holder_of(engine) == "one"


def test_expired_lease_is_taken_over_and_lost_to_its_holder(engine):
    hold(engine, "one", LENGTH)
    assert hold(engine, "two", LENGTH, later(21))
    assert not hold(engine, "one", LENGTH, later(22))


def test_renewed_lease_does_not_expire(engine):
    hold(engine, "one", LENGTH)
    assert hold(engine, "one", LENGTH, later(15))
    assert not hold(engine, "two", LENGTH, later(30))


def test_holder_that_was_late_keeps_a_lease_that_nobody_took(engine):
    hold(engine, "one", LENGTH)
    assert hold(engine, "one", LENGTH, later(60))


@pytest.mark.parametrize("back, next_one", [(15, False), (3600, True)])
def test_lease_from_before_the_clock_was_set_back_does_not_hold_until_then(engine, back, next_one):
    """Of a little, which clocks are always set by, nothing follows; of more, no lease so long could have been taken."""
    hold(engine, "one", LENGTH)
    assert hold(engine, "two", LENGTH, later(-back)) is next_one


@on_postgres
def test_holder_that_falls_asleep_in_a_renewal_keeps_nobody_waiting(engine):
    hold(engine, "one", LENGTH)
    impatient = create_engine(engine.url, connect_args={"options": "-c timezone=UTC -c lock_timeout=5s"})
    taken = []

    @event.listens_for(engine, "after_cursor_execute")
    def sleep(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE scheduler_lease"):
            taken.append(hold(impatient, "two", LENGTH, later(21)))

    hold(engine, "one", LENGTH)
    impatient.dispose()
    assert taken == [True] and holder_of(engine) == "two"


@pytest.mark.parametrize("giver, next_one", [("one", True), ("two", False)])
def test_only_its_holder_gives_a_lease_back(engine, giver, next_one):
    hold(engine, "one", LENGTH)
    release(engine, giver)
    assert hold(engine, "three", LENGTH) is next_one
