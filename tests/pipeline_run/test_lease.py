"""The lease: one holder at a time, taken over when it expires, given back at the end."""
from datetime import timedelta

import pytest

from pipeline.lease import database_now, hold, holder_of, release

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


@pytest.mark.parametrize("giver, next_one", [("one", True), ("two", False)])
def test_only_its_holder_gives_a_lease_back(engine, giver, next_one):
    hold(engine, "one", LENGTH)
    release(engine, giver)
    assert hold(engine, "three", LENGTH) is next_one
