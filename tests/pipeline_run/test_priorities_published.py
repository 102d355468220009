"""Where to act first, as a run publishes it: targets by whose word, gains in the index and in PAR points, of shown items alone."""
import pytest
from sqlalchemy import insert, select, update

from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import ExternalFigure, Priority, Wave
from tests.pipeline_run.small_waves import estimates_of, one_database, silence


def priorities_of(engine, here) -> list:
    """Priorities of a new run of the household wave, the first first."""
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    assert summary.status == "succeeded", summary.reason
    with engine.connect() as connection:
        return connection.execute(select(*Priority.__table__.c).where(Priority.run_id == summary.run).order_by(Priority.position)).all()


def test_gaps_are_to_the_best_score_unless_somebody_says_otherwise(households, engine, here):
    """39 items: a point of one is worth 1/39 of the index; of the 16 of services, 10 PAR points / 16 / 100."""
    found = priorities_of(engine, here)
    assert [row.position for row in found] == list(range(1, 40))
    assert {(row.target, row.target_source) for row in found} == {(100.0, "maximum")}
    assert [row.index_closed for row in found] == sorted((row.index_closed for row in found), reverse=True)
    for row in found:
        assert row.gap == pytest.approx(100 - row.score) and row.gap_lo < row.gap < row.gap_hi
        assert row.index_per_point == pytest.approx(1 / 39) and row.index_closed == pytest.approx(row.gap / 39)
        assert row.points_closed == (pytest.approx(row.gap / 160) if row.measure.startswith("2.") else None)


@one_database
def test_the_countrys_figure_goes_before_the_waves_target(households, engine, here):
    with writing(engine).begin() as connection:
        connection.execute(update(Wave).values(design={"target": 90}))
        connection.execute(insert(ExternalFigure), [
            {"wave_id": households.wave_id, "measure": "1.1.1", "kind": "national", "value": 95.5, "source": "thử"},
            {"wave_id": households.wave_id, "measure": "1.1.2", "kind": "province", "value": 12.0, "source": "thử"}])
    found = {row.measure: (row.target, row.target_source) for row in priorities_of(engine, here)}
    assert found["1.1.1"] == (95.5, "national") and found["1.1.2"] == (90.0, "wave")


@one_database
def test_a_target_changes_the_digest_of_the_input(households, engine, here):
    digests = [run_wave(engine, here, "ho-thu", asked_by="test").input_digest]
    with writing(engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=households.wave_id, measure="1.1.1", kind="national", value=95.5, source="thử"))
    digests.append(run_wave(engine, here, "ho-thu", asked_by="test").input_digest)
    assert digests[0] != digests[1]


@one_database
def test_hidden_items_have_no_priority(households, engine, here):
    silence(households, "2.5.3", but=2)
    found = priorities_of(engine, here)
    hidden = {row.measure for row in estimates_of(engine, found[0].run_id) if row.domain_kind == "all" and row.suppressed}
    assert "2.5.3" in hidden and not hidden & {row.measure for row in found} and [row.position for row in found] == list(range(1, 38))


@one_database
def test_desks_have_no_priorities(desks, engine, here):
    run_wave(engine, here, "quay-thu", asked_by="test")
    with engine.connect() as connection:
        assert connection.execute(select(Priority.run_id)).all() == []
