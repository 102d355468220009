"""Old runs are thinned in one transaction that the journal names; nothing else of what was found ever goes. On both databases."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from survey_app.database import writing
from survey_app.keeping import thinning
from survey_app.keeping.reading import due, rows_due, thinned_by_wave
from survey_app.keeping.thinning import thin
from survey_app.models import Estimate, Measure, QuestionFigure, Release, Run, ThinnedRun, Wave, now
from survey_app.releasing import result_digests as digests
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.refusal import Refused
from survey_app.releasing.verifying import verify_releases
from tests.keeping.nights import GOES, add_nights, entries, everything_of, rows_of
from tests.releasing.published import METHOD, add

OLD = 200  # days ago


def thin_all(engine, nights: int = 31) -> list[thinning.Thinned]:
    return list(thin(engine, "scheduler:", nights))


def due_runs(engine) -> list[int]:
    with engine.connect() as connection:
        return [run.id for run in due(connection, 31).runs]


@pytest.fixture
def old(stage) -> list[int]:
    """Two runs that are due, of three nights."""
    *old, _ = add_nights(stage.engine, stage.wave_id, OLD)
    assert due_runs(stage.engine) == old
    return old


def test_figures_of_domains_go_and_everything_else_stays(stage, old):
    with stage.engine.connect() as connection:
        before = {run: digests.result_digests(connection, run) for run in old}
        gone = {run: digests.digest_of(digests.rows_of(connection, Estimate.__table__, run, Estimate.domain_kind != "all")) for run in old}
        assert rows_due(connection, due(connection, 31).runs) == GOES * len(old)
    assert [(done.wave, done.runs, done.rows) for done in thin_all(stage.engine)] == [("ho-thu", tuple(old), GOES * len(old))]
    for run in old:
        assert [row[1:4] for row in rows_of(stage.engine, run, Estimate)] == [("1", "all", "all"), ("1.1", "all", "all"), ("1.2", "all", "all")]
        assert len(rows_of(stage.engine, run, QuestionFigure)) == 1 and len(rows_of(stage.engine, run, Measure)) == 3
        with stage.engine.connect() as connection:
            kept = connection.execute(select(ThinnedRun.rows, ThinnedRun.digests).where(ThinnedRun.run_id == run)).one()
            left = digests.result_digests(connection, run)
        assert kept.rows == {"estimate": 2, "question_figure": 2} and kept.digests["estimate"] == gone[run]
        assert {name for name in left if left[name] != before[run][name]} == {"estimate", "question_figure"}


def test_the_journal_names_the_runs_once(stage, old):
    thin_all(stage.engine)
    assert thin_all(stage.engine) == [] and due_runs(stage.engine) == []
    ((actor, subject, details),) = entries(stage.engine, "run.thin")
    assert (actor, subject, json.loads(details)) == ("scheduler:", "ho-thu", {"runs": old, "rows": GOES * len(old), "nights": 31})


def test_a_transaction_that_breaks_changes_nothing(stage, old, monkeypatch):
    before = [everything_of(stage.engine, run) for run in old]

    def broken(*_):
        raise RuntimeError("the journal cannot be written")
    monkeypatch.setattr(thinning, "record", broken)
    with pytest.raises(RuntimeError):
        thin_all(stage.engine)
    assert [everything_of(stage.engine, run) for run in old] == before and due_runs(stage.engine) == old


def test_many_runs_go_a_few_at_a_time_and_one_may_say_enough(stage):
    add_nights(stage.engine, stage.wave_id, 100, 15)
    waiting = due_runs(stage.engine)
    answers = iter([True, False])
    (first,) = thin(stage.engine, "scheduler:", 31, lambda: next(answers))
    assert list(first.runs) == waiting[:thinning.AT_ONCE] and due_runs(stage.engine) == waiting[thinning.AT_ONCE:]
    thin_all(stage.engine)
    with stage.engine.connect() as connection:
        (told,) = thinned_by_wave(connection)
    assert (told.code, told.runs, told.first, told.last) == ("ho-thu", len(waiting), waiting[0], waiting[-1])


def test_a_release_is_the_same_byte_for_byte(stage, proposed, decided):
    run = add_nights(stage.engine, stage.wave_id, 300, digest="a")[0]
    decided(proposed(run))
    with stage.engine.connect() as connection:
        release = connection.execute(select(*Release.__table__.c)).one()
    add_nights(stage.engine, stage.wave_id, OLD)
    before = everything_of(stage.engine, run)
    thin_all(stage.engine, 7)
    with stage.engine.connect() as connection:
        assert connection.execute(select(*Release.__table__.c)).one() == release
        assert [verdict.whole for verdict in verify_releases(connection, None)] == [True]
    assert everything_of(stage.engine, run) == before


@pytest.mark.parametrize("state", ["released", "refused"])
def test_what_was_proposed_is_never_due(stage, proposed, decided, state):
    decided(proposed(), release=state == "released")
    add_nights(stage.engine, stage.wave_id, OLD)
    assert stage.run_id not in due_runs(stage.engine)
    with pytest.raises(DBAPIError, match="proposed for release"), writing(stage.engine).begin() as connection:
        connection.execute(insert(ThinnedRun).values(run_id=stage.run_id, rows={}, digests={}))


def test_a_run_that_one_kept_whole_was_compared_with_stays_whole(stage):
    add_nights(stage.engine, stage.wave_id, OLD)
    compared = due_runs(stage.engine)[0]
    with writing(stage.engine).begin() as connection:
        columns = [column for column in Wave.__table__.c if column.name not in ("id", "code")]
        wave = connection.execute(insert(Wave).values(**connection.execute(select(*columns)).one()._asdict() | {"code": "ho-sau"})).inserted_primary_key[0]
    later, *_ = add_nights(stage.engine, wave, 300, 1, method=METHOD | {"previous": {"wave": "ho-thu", "run": compared}})
    assert compared not in due_runs(stage.engine)
    with stage.engine.connect() as connection:
        assert due(connection, 31).whole["compared"] == 1 and later not in due_runs(stage.engine)


def test_one_that_was_proposed_meanwhile_is_left_alone(stage, old, monkeypatch):
    taken = thinning._what_goes

    def propose_meanwhile(connection, run):
        with writing(stage.engine).begin() as other:
            other.execute(insert(Release).values(wave_id=stage.wave_id, number=run, run_id=run, reason="thử", checklist=[], proposed_by=stage.people["first"],
                                                 state="refused", decided_by=stage.people["second"], decided_at=func.current_timestamp()))
        return taken(connection, run)
    before = [everything_of(stage.engine, run) for run in old]
    monkeypatch.setattr(thinning, "_what_goes", propose_meanwhile)
    assert thin_all(stage.engine) == [] and entries(stage.engine, "run.thin") == []
    assert [everything_of(stage.engine, run) for run in old] == before


def test_a_thinned_run_cannot_be_proposed(stage, old):
    thin_all(stage.engine)
    with pytest.raises(Refused) as refused:
        propose(stage.engine, stage.code, Proposal(old[0], stage.people["first"], "Xong đợt"))
    assert refused.value.reason == "thinned" and "hãy đề nghị lần đó" in str(refused.value)
    with pytest.raises(DBAPIError, match="a thinned run is not released"), writing(stage.engine).begin() as connection:
        connection.execute(insert(Release).values(wave_id=stage.wave_id, number=1, run_id=old[0], reason="thử", checklist=[], proposed_by=stage.people["first"]))


@pytest.mark.parametrize("statement", [
    "DELETE FROM estimate WHERE run_id = {whole} AND domain_kind <> 'all'", "DELETE FROM question_figure WHERE run_id = {whole}",
    "DELETE FROM estimate WHERE run_id = {thinned}", "DELETE FROM question_figure WHERE run_id = {thinned}", "DELETE FROM measure WHERE run_id = {thinned}",
    "UPDATE estimate SET score = 1 WHERE run_id = {thinned}", "DELETE FROM thinned_run", "UPDATE thinned_run SET run_id = {whole}",
])
def test_the_database_lets_nothing_else_go(stage, old, statement):
    """Of the whole run its domains' figures, of the thinned one what is left, and that it was thinned."""
    thin_all(stage.engine)
    with pytest.raises(DBAPIError, match="refused"), writing(stage.engine).begin() as connection:
        connection.execute(text(statement.format(whole=max(old) + 1, thinned=old[0])))


def test_a_failed_run_is_never_due(stage):
    with writing(stage.engine).begin() as connection:
        add(connection, Run, wave_id=stage.wave_id, asked_by="test", state="failed", reason="x", finished_at=now() - timedelta(days=300))
    assert due_runs(stage.engine) == []
