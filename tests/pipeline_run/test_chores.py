"""Chores: done at once and each round; one that fails or hangs is never in the way of the others."""
from threading import Event

import pytest

from pipeline.chores import Chores, joined_chores
from tests.pipeline_run.waiting import LIMIT, await_


@pytest.mark.parametrize("name", ["webhooks", "keeping"])
def test_other_rooms_join_theirs(engine, here, name):
    joined_chores()[name](engine, here)


@pytest.fixture
def begin():
    """A function that begins chores, which are ended with the test."""
    begun = []

    def begin(**wanted) -> None:
        begun.append(Chores("engine", "settings", wanted, every=0.01))
        begun[-1].start()
    yield begin
    for chores in begun:
        chores.finish()


def test_a_failing_chore_is_named_and_tried_again(begin, caplog):
    tries = []

    def broken(_engine, _settings):
        tries.append(1)
        raise ValueError("words that may hold anything")

    begin(broken=broken)
    await_(lambda: len(tries) >= 2)  # more may have come before we look
    assert "chore broken failed (ValueError)" in caplog.text and "words" not in caplog.text


def test_a_hanging_chore_holds_back_no_other(begin):
    rounds, free = [], Event()
    begin(hangs=lambda *_: free.wait(), good=lambda *given: rounds.append(given))
    await_(lambda: len(rounds) > 1)
    free.set()
    assert rounds[0] == ("engine", "settings")


def test_chores_told_to_finish_begin_no_further_round():
    begun, free, rounds = Event(), Event(), []

    def slow(*_):
        rounds.append(1)
        begun.set()
        free.wait()

    chores = Chores("engine", "settings", {"slow": slow}, every=0)
    chores.start()
    assert begun.wait(LIMIT)
    chores.finish()
    free.set()
    (thread,) = chores._threads
    thread.join(LIMIT)
    assert not thread.is_alive() and len(rounds) == 1
