"""A run: results or a recorded reason, the same input always the same results."""
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from pipeline import run as module
from pipeline.claim import RunRefused, start_run
from pipeline.run import compute, run_wave
from tests.pipeline_run.small_waves import count, estimates_of, field_desks, field_households, one_database, runs_of
from survey_app.database import writing
from survey_app.models import Estimate, Measure, Response, Run, Wave


def test_household_wave_is_published_whole(households, engine, here):
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    (run,) = runs_of(engine)
    assert (summary.status, summary.n, summary.reason) == ("succeeded", 18, None)
    assert (run.state, run.input_digest, run.counts["n"], run.asked_by) == ("succeeded", summary.input_digest, 18, "test")
    assert run.started_at <= run.finished_at and run.code_version and run.method["sampling"]["code"] == "probability"
    with engine.connect() as connection:
        measures = connection.execute(select(Measure.code, Measure.label_vi, Measure.label_en).order_by(Measure.position)).all()
        domains = connection.execute(select(Estimate.domain_kind, Estimate.domain).distinct()).all()
    assert len(measures) == 51 and measures[0].code == "SIPAS" and all(row.label_vi and row.label_en for row in measures)
    assert sorted(domains) == [("all", "all"), ("channel", "paper"), ("commune", "09001"), ("stratum", "A"), ("stratum", "B")]


@one_database
def test_scores_are_of_the_answers_of_record(households, engine, here):
    """Item score = 100 x sum of levels / (5 x n): every level of record is 4, so 80 everywhere, no variance, df = 6 PSUs - 2 strata."""
    with engine.connect() as connection:
        wrong = connection.execute(select(Response.case_id, Response.id)).all()
    for case, response in wrong:
        households.answer(case, supersedes_id=response, answers=dict.fromkeys(households.items, 4))
    households.answer(households.places[0], purpose="reinterview", answers=dict.fromkeys(households.items, 1))
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    whole = [row for row in estimates_of(engine, summary.run) if row.domain_kind == "all"]
    assert len(whole) == 51
    for row in whole:
        assert (row.n, row.score, row.se, row.df, row.lo, row.hi) == (18, pytest.approx(80), 0, 4, pytest.approx(80), pytest.approx(80))
        assert (row.lo_logit, row.hi_logit, row.deff, row.response_rate) == (pytest.approx(80), pytest.approx(80), None, 1)
        assert row.items_used == row.items_total and row.flag == "few_answers"


def test_desk_wave_says_that_it_is_no_probability_sample(desks, engine, here):
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    (run,) = runs_of(engine)
    assert run.method["sampling"]["vi"] == "không phải mẫu xác suất"
    assert (run.method["psus"], run.method["degrees"]) == (6, 5)
    domains = {(row.domain_kind, row.domain) for row in estimates_of(engine, summary.run)}
    assert domains == {("all", "all"), ("service_point", "001"), ("service_point", "002"), ("commune", "09002"), ("channel", "phone")}


@one_database
def test_first_desk_day_alone_has_scores_without_interval(engine, here):
    wave = field_desks(engine)
    for _ in range(6):
        wave.answer(wave.places[0])
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    assert summary.status == "succeeded"
    assert {(row.n, row.score is None, row.lo, row.lo_logit, row.suppressed) for row in estimates_of(engine, summary.run)} == {(6, False, None, None, None)}


def test_same_input_twice_gives_the_same_digest_and_estimates(households, engine, here):
    first, second = (run_wave(engine, here, "ho-thu", asked_by="test") for _ in range(2))
    assert first.input_digest == second.input_digest
    assert estimates_of(engine, first.run) == estimates_of(engine, second.run)


def test_new_response_changes_the_digest(desks, engine, here):
    first = run_wave(engine, here, "quay-thu", asked_by="test")
    desks.answer(desks.places[0])
    second = run_wave(engine, here, "quay-thu", asked_by="test")
    assert (first.n, second.n) == (24, 25)
    assert first.input_digest != second.input_digest


def test_incremental_run_equals_one_from_nothing(desks, engine, here, tmp_path):
    run_wave(engine, here, "quay-thu", asked_by="test")
    desks.answer(desks.places[0])
    incremental = run_wave(engine, here, "quay-thu", asked_by="test")
    fresh = run_wave(engine, replace(here, data_dir=tmp_path / "other"), "quay-thu", asked_by="test")
    assert incremental.input_digest == fresh.input_digest
    assert estimates_of(engine, incremental.run) == estimates_of(engine, fresh.run)


def test_failed_run_is_recorded_and_the_last_good_one_remains(households, engine, here):
    good = run_wave(engine, here, "ho-thu", asked_by="test")
    published = estimates_of(engine, good.run)
    with engine.connect() as connection:
        of_another_case = connection.scalar(select(Response.id).where(Response.case_id == households.places[1]))
    households.answer(households.places[0], supersedes_id=of_another_case)
    bad = run_wave(engine, here, "ho-thu", asked_by="test")
    assert bad.status == "failed" and "1 forms have more than one response of record (serial A10)" in bad.reason
    assert [(run.state, run.reason) for run in runs_of(engine)] == [("succeeded", None), ("failed", bad.reason)]
    assert estimates_of(engine, good.run) == published and count(engine, Estimate) == len(published)


@one_database
def test_wave_without_responses_fails_with_that_reason(engine, here):
    field_households(engine)
    assert run_wave(engine, here, "ho-thu", asked_by="test").reason.startswith("no responses of record yet")


@one_database
@pytest.mark.parametrize("values, reason", [
    ({"index_name": "nix"}, "No index 'nix'"),
    ({"design": {"strata": "x"}}, "the wave's design says strata; expected only lonely"),
])
def test_wave_set_up_wrongly_fails_with_a_reason(households, engine, here, values, reason):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(**values))
    assert reason in run_wave(engine, here, "ho-thu", asked_by="test").reason


@one_database
def test_index_of_another_instrument_fails_with_a_reason(desks, engine, here):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(index_name="sipas"))
    assert "the wave's instrument has no item 1.1.1, 1.1.2, 1.2.1 (23 lacking)" in run_wave(engine, here, "quay-thu", asked_by="test").reason


@one_database
def test_wave_may_say_what_a_lonely_stratum_does(engine, here):
    wave = field_households(engine)
    for case in (*wave.places[:3], *wave.places[9:]):
        wave.answer(case)
    assert "Only one PSU in stratum A" in run_wave(engine, here, "ho-thu", asked_by="test").reason
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(design={"lonely": "adjust"}))
    assert run_wave(engine, here, "ho-thu", asked_by="test").status == "succeeded"


@one_database
def test_fault_of_the_program_is_told_by_its_place_without_its_message(households, engine, here, monkeypatch, caplog):
    answer = "an answer of somebody"

    def broken(*_args, **_values):
        raise KeyError(answer)
    monkeypatch.setattr(module, "results_of", broken)
    reason = run_wave(engine, here, "ho-thu", asked_by="test").reason
    assert reason.startswith("unexpected KeyError at run.py:")
    assert answer not in reason + caplog.text and "in _steps" in caplog.text


@one_database
def test_process_told_to_end_records_it(households, engine, here, monkeypatch):
    def told_to_end(*_args, **_values):
        raise KeyboardInterrupt
    monkeypatch.setattr(module, "results_of", told_to_end)
    with pytest.raises(KeyboardInterrupt):
        run_wave(engine, here, "ho-thu", asked_by="test")
    assert [(run.state, run.reason) for run in runs_of(engine)] == [("failed", "interrupted: the process was told to end")]


def test_run_closed_by_another_process_publishes_nothing(households, engine, here):
    claim = start_run(engine, "ho-thu", asked_by="test")
    with writing(engine).begin() as connection:
        connection.execute(update(Run).values(state="failed", reason="closed elsewhere"))
    assert compute(engine, here, claim).status == "failed"
    assert count(engine, Estimate) == count(engine, Measure) == 0
    assert runs_of(engine)[0].reason == "closed elsewhere"


@one_database
def test_unknown_wave_is_refused_with_those_there_are(households, engine, here):
    with pytest.raises(RunRefused, match="there is no wave 'nix'; there are: ho-thu"):
        run_wave(engine, here, "nix", asked_by="test")
    assert runs_of(engine) == []
