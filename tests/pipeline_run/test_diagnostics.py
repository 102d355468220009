"""Diagnostics of a run: replicate errors beside the linearised ones, ranks of desks, both the same every time."""
from datetime import timedelta

import pyarrow as pa
import pytest

from pipeline import indices
from pipeline.design import Design
from pipeline.diagnostics import diagnose
from pipeline.disclose import disclose
from pipeline.estimate import estimate
from pipeline.kinds import KINDS
from pipeline.ranks import rank_sets
from pipeline.run import run_wave
from tests.pipeline.small_surveys import DESIGN, small_definition, small_survey
from tests.pipeline_run.small_waves import DAY, estimates_of, field_desks, one_database, runs_of


def test_household_run_checks_its_errors_by_replicates(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    run_wave(engine, here, "ho-thu", asked_by="test")
    first, second = (run.diagnostics["cross_check"] for run in runs_of(engine))
    assert first == second
    measures = indices.load("sipas").measures
    assert [check["code"] for check in first["measures"]] == [measure.code for measure in measures if measure.level != "item"]
    for check in first["measures"]:
        # Every form is complete and PSUs are of one size: means are linear in PSUs, and JKn equals linearisation.
        assert check["jackknife_ratio"] == pytest.approx(1)
        assert check["bootstrap"] == pytest.approx(check["bootstrap_ratio"] * check["linearised"])
        assert (check["jackknife_undefined"], check["bootstrap_undefined"]) == (0, 0)
        assert check["bootstrap_ratio"] == pytest.approx(1, abs=0.2)  # four standard deviations at 200 replicates: 4 / sqrt(2 x 200)
    assert (first["replicates"], first["jackknife"], first["bootstrap"]) == (200, "JKn", "Rao-Wu-Yue") and "seed" in first


def test_desks_surely_apart_have_a_rank_each(engine, here):
    wave = field_desks(engine)
    for number in range(80):
        levels = (4, 5) if number % 2 else (2, 3)
        answers = {item: levels[number // 8 % 2] for item in wave.items}
        wave.answer(wave.places[number % 2], answers=answers, answered_on=DAY + timedelta(days=number // 8))
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    ranks = {(row.domain, row.measure): (row.rank_lo, row.rank_hi) for row in estimates_of(engine, summary.run) if row.rank_lo}
    assert ranks == {("001", "2"): (2, 2), ("002", "2"): (1, 1)}
    (about,) = runs_of(engine)[0].diagnostics["ranks"]
    assert (about["ranked"], about["by"], about["measure"], about["level"]) == (2, "service_point", "2", 0.95) and "Mogstad" in about["method"]


@one_database
def test_desks_alike_share_their_ranks(desks, engine, here):
    """A fourth day makes 3 degrees of freedom, the fewest that are ranked."""
    for number in range(8):
        desks.answer(desks.places[number % 2], answered_on=DAY + timedelta(days=3))
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    assert {(row.rank_lo, row.rank_hi) for row in estimates_of(engine, summary.run) if row.rank_lo} == {(1, 2)}


@one_database
def test_desks_of_three_days_are_not_ranked(desks, engine, here):
    run_wave(engine, here, "quay-thu", asked_by="test")
    (about,) = runs_of(engine)[0].diagnostics["ranks"]
    assert about["ranked"] == 0 and "too few PSUs (df below 3)" in about["reason"]


@one_database
def test_first_day_of_a_wave_has_no_ranks_and_says_why(engine, here):
    wave = field_desks(engine)
    for number in range(12):
        wave.answer(wave.places[number % 2])
    run_wave(engine, here, "quay-thu", asked_by="test")
    (about,) = runs_of(engine)[0].diagnostics["ranks"]
    assert about["ranked"] == 0 and "No service_point can be ranked" in about["reason"]


@one_database
def test_a_single_desk_day_has_no_replicates_and_fails_nothing(engine, here):
    wave = field_desks(engine)
    for _ in range(6):
        wave.answer(wave.places[0])
    assert run_wave(engine, here, "quay-thu", asked_by="test").status == "succeeded"
    for check in runs_of(engine)[0].diagnostics["cross_check"]["measures"]:
        assert check["jackknife_ratio"] is None and check["bootstrap_ratio"] is None


def test_domains_left_out_take_no_rank():
    results = estimate(small_survey(), DESIGN, small_definition(), domains=("commune",))
    assert {one.domain: one.worst is not None for one in rank_sets(results, "commune", "ALL", only=("C0", "C1"))} == {
        "C0": True, "C1": True, **{name: False for name in results.by["commune"].domains if name not in ("C0", "C1")}}


@pytest.mark.parametrize("ranked", [(), ("commune",)])
def test_hidden_measures_are_in_no_diagnostic(ranked):
    """Three rows: everything is too few to show, so nothing is said."""
    results = estimate(small_survey().slice(0, 3), Design(psu="psu", lonely="adjust"), small_definition(), domains=("commune",))
    said = diagnose(results, disclose(results), ranked)
    assert said.said["cross_check"]["measures"] == [] and said.said["warnings"] == [] and said.ranks == {}


def test_replicates_without_a_score_are_counted():
    """b1 and b2 were asked in village 000 alone: the jackknife's replicate without it has no score of B, nor have many of the bootstrap's."""
    rows = [row | ({} if row["psu"] == "000" else {"b1": None, "b2": None}) for row in small_survey().to_pylist()]
    results = estimate(pa.Table.from_pylist(rows), DESIGN, small_definition())
    checks = {check["code"]: check for check in diagnose(results, disclose(results), ()).said["cross_check"]["measures"]}
    assert (checks["A"]["jackknife_undefined"], checks["A"]["bootstrap_undefined"]) == (0, 0)
    assert checks["B"]["jackknife_undefined"] == 1 and checks["B"]["jackknife"] is None and checks["B"]["bootstrap_undefined"] > 0


def test_domains_without_a_measured_error_are_said_to_be_left_out_of_the_ranking():
    """C1 answered alike everywhere; C2 lies in one village."""
    rows = [row | dict.fromkeys(("a1", "a2", "b1", "b2"), 4) if row["commune"] == "C1" else row for row in small_survey(600).to_pylist()]
    rows = [row for row in rows if row["commune"] != "C2" or row["psu"] == "000"]
    results = estimate(pa.Table.from_pylist(rows), DESIGN, small_definition(), domains=("commune",))
    said = diagnose(results, disclose(results), ("commune",))
    (about,) = said.said["ranks"]
    assert about["ranked"] == 2 and {one["domain"]: one["reason"].split(" ")[0] for one in about["left_out"]} == {"C1": "its", "C2": "too"}
    assert {domain for _, domain, _ in said.ranks} == {"C0", "C3"}


def test_two_columns_are_ranked_each_by_itself():
    results = estimate(small_survey(), DESIGN, small_definition(), domains=("commune", "sex"))
    said = diagnose(results, disclose(results), ("commune", "sex"))
    assert [about["by"] for about in said.said["ranks"]] == ["commune", "sex"]
    assert {by for by, *_ in said.ranks} == {"commune", "sex"}
