"""Official figures and weighted ones: a wave publishes by one weighting, says which, and keeps the other beside it."""
import pytest
from sqlalchemy import select, update

from pipeline import indices
from pipeline.design import Design
from pipeline.estimate import estimate
from pipeline.extract import extract, read_wave
from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Case, Wave
from tests.pipeline_run.small_waves import estimates_of, one_database, runs_of, silence

DESIGN = {"stratum": "variance_stratum", "psu": "variance_psu", "nested": True}


def set_weights(engine, weights: tuple[float, ...]) -> None:
    """Weights of the cases in turn."""
    with writing(engine).begin() as connection:
        for place, case in enumerate(connection.scalars(select(Case.id).order_by(Case.id)).all()):
            connection.execute(update(Case).where(Case.id == case).values(weight=weights[place % len(weights)]))


def set_design(engine, **design) -> None:
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(design=design))


def numbers(rows) -> dict[str, tuple]:
    return {row.measure: (row.score, row.se, row.lo_logit, row.hi_logit, row.deff) for row in rows if row.domain_kind == "all"}


def beside(run) -> dict[str, tuple]:
    return {one["code"]: tuple(one[name] for name in ("score", "se", "lo_logit", "hi_logit", "deff")) for one in run.diagnostics["other_weighting"]["measures"]}


@one_database
def test_equal_weights_need_no_second_weighting(households, engine, here):
    run_wave(engine, here, "ho-thu", asked_by="test")
    assert runs_of(engine)[0].method["weighting"] == "official" and "other_weighting" not in runs_of(engine)[0].diagnostics


@one_database
def test_unequal_weights_leave_the_official_figures_as_they_were_to_the_last_bit(households, engine, here):
    first = run_wave(engine, here, "ho-thu", asked_by="test")
    set_weights(engine, (0.1, 1 / 3, 217.25))
    second = run_wave(engine, here, "ho-thu", asked_by="test")
    assert estimates_of(engine, first.run) == estimates_of(engine, second.run)
    assert first.input_digest != second.input_digest and runs_of(engine)[1].diagnostics["other_weighting"]["weighting"] == "weighted"


def test_each_weighting_finds_the_other_beside_it(households, engine, here):
    set_weights(engine, (1.5, 2.5, 4.0))
    official = run_wave(engine, here, "ho-thu", asked_by="test")
    set_design(engine, weighting="weighted")
    weighted = run_wave(engine, here, "ho-thu", asked_by="test")
    runs = runs_of(engine)
    assert [run.method["weighting"] for run in runs] == ["official", "weighted"]
    assert [run.diagnostics["other_weighting"]["weighting"] for run in runs] == ["weighted", "official"]
    figures = [numbers(estimates_of(engine, summary.run)) for summary in (official, weighted)]
    assert figures[0] == beside(runs[1]) and figures[1] == beside(runs[0]) and figures[0] != figures[1]


@one_database
def test_weighted_figures_are_those_of_the_engine(households, engine, here, tmp_path):
    set_weights(engine, (1.5, 2.5, 4.0))
    set_design(engine, weighting="weighted")
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    with engine.connect() as connection:
        table = extract(engine, read_wave(connection, households.wave_id), tmp_path).table()
    found = {e.code: (e.score, e.se, e.lo_logit, e.hi_logit, e.deff) for e in estimate(table, Design(weight="weight", **DESIGN), indices.load("sipas")).of()}
    assert numbers(estimates_of(engine, summary.run)) == found


@one_database
def test_nothing_of_a_hidden_figure_is_beside_it(households, engine, here):
    """Two of the eighteen answered item 2.5.3, which takes a sibling with it."""
    set_weights(engine, (1.5, 2.5))
    silence(households, "2.5.3", but=2)
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    hidden = {row.measure for row in estimates_of(engine, summary.run) if row.domain_kind == "all" and row.suppressed}
    assert "2.5.3" in hidden and len(hidden) == 2 and not hidden & set(beside(runs_of(engine)[0]))


@one_database
@pytest.mark.parametrize(("design", "reason"), [
    ({"weighting": "heavy"}, "weighting 'heavy'; expected one of official, weighted"),
    ({"target": 101}, "target 101; expected a score above 0 and at most 100"),
    ({"target": "all"}, "target 'all'; expected a score"),
])
def test_a_design_that_cannot_be_is_refused(households, engine, here, design, reason):
    set_design(engine, **design)
    assert reason in run_wave(engine, here, "ho-thu", asked_by="test").reason


@one_database
def test_visitors_of_desks_have_no_weights(desks, engine, here):
    set_design(engine, weighting="weighted")
    assert "a desk wave has no selection probabilities" in run_wave(engine, here, "quay-thu", asked_by="test").reason
