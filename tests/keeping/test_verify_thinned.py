"""A thinned run computed again: what is left of it cell by cell, what went against the digests that were kept."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from pipeline.run import run_wave
from pipeline.verify import verify
from pipeline.verify.telling import as_document, as_text
from survey_app.database import writing
from survey_app.keeping.thinning import thin
from survey_app.models import Estimate, QuestionFigure, Response, Run, ThinnedRun, now
from tests.guards import drop_guards
from tests.keeping.nights import rows_of
from tests.pipeline_run.conftest import desks, here, households  # noqa: F401 - fixtures


@pytest.fixture(params=["households", "desks"])
def thinned(request, engine, here) -> tuple[str, int]:  # noqa: F811
    """The wave's code and the first of two of its runs, thinned."""
    wave = request.getfixturevalue(request.param)
    first, _ = (run_wave(engine, here, wave.code, asked_by="test").run for _ in range(2))
    with writing(engine).begin() as connection:
        drop_guards(connection, "run")
        connection.execute(update(Run).values(finished_at=now() - timedelta(days=100)))
    assert [done.runs for done in thin(engine, "test", 31)] == [(first,)]
    return wave.code, first


def test_what_went_is_what_is_computed_again(thinned, engine):
    code, run = thinned
    assert {row[2] for row in rows_of(engine, run, Estimate)} == {"all"}
    verdict = verify(engine, code, run)
    assert verdict.differing == () and [part.name for part in verdict.ground] == ["thinned"] and not verdict.explained
    assert (verdict.compared["estimate_thinned"].cells, verdict.compared["question_figure_thinned"].cells) == (1, 1)
    assert "figures of domains were thinned out on" in as_text(verdict) and as_document(verdict)["compared"]["estimate_thinned"] == 1


def test_the_run_after_it_is_whole(thinned, engine):
    code, run = thinned
    verdict = verify(engine, code, run + 1)
    assert verdict.differing == () and verdict.ground == () and "estimate_thinned" not in verdict.compared


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_figures_that_went_and_were_others_than_the_answers_give_are_found(thinned, engine):
    code, run = thinned
    with writing(engine).begin() as connection:
        drop_guards(connection, "thinned_run")
        connection.execute(update(ThinnedRun).values(digests={"estimate": "0" * 64, "question_figure": "0" * 64}))
    assert [cell.where for cell in verify(engine, code, run).differing] == ["estimate rows that went, SHA-256", "question_figure rows that went, SHA-256"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bent_figure_of_everybody_is_still_found(thinned, engine):
    code, run = thinned
    with writing(engine).begin() as connection:
        drop_guards(connection, "question_figure")
        connection.execute(update(QuestionFigure).where(QuestionFigure.run_id == run, QuestionFigure.value.is_not(None)).values(value=0.5))
    assert verify(engine, code, run).differing
    with writing(engine).begin() as connection:
        drop_guards(connection, "response")
        connection.execute(update(Response).where(Response.id == 1).values(answers="{}"))
    assert verify(engine, code, run).explained
