"""The worker: computes what was requested, outlives a failed run, and ends when told."""
from sqlalchemy.exc import OperationalError

from pipeline import worker as module
from pipeline.worker import Worker
from tests.pipeline_run.small_waves import field_desks, one_database, request_run, runs_of


def test_failed_run_does_not_stop_the_next(households, engine, here):
    field_desks(engine)
    empty, good = request_run(engine, households.wave_id + 1), request_run(engine, households.wave_id)
    worker = Worker(engine, here)
    assert [worker.work_once() for _ in range(3)] == [True, True, False]
    assert {run.id: run.state for run in runs_of(engine)} == {empty: "failed", good: "succeeded"}


@one_database
def test_abandoned_run_ends_before_its_next_step_and_publishes_nothing(households, engine, here):
    request_run(engine, households.wave_id)
    worker = Worker(engine, here)
    worker.abandon()
    worker.work_once()
    (run,) = runs_of(engine)
    assert run.state == "failed" and run.reason.startswith("stopped: its scheduler")


@one_database
def test_worker_outlives_a_database_that_does_not_answer(households, engine, here, monkeypatch):
    answers = []

    def away_at_first(*_):
        answers.append(len(answers))
        if len(answers) == 1:
            raise OperationalError("SELECT", {}, Exception())
        worker.finish()
        return []
    monkeypatch.setattr(module, "close_interrupted", away_at_first)
    worker = Worker(engine, here, poll=0.01)
    worker.start()
    assert worker.ended(timeout=10)
    assert answers == [0, 1]
