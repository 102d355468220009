"""What a run stores of small cells: nothing of a hidden one, a flag on a doubtful one; n counts people, not rows."""
import json
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import AdminUnit, Estimate, Run, ServicePoint, wave_desk
from tests.pipeline_run.small_waves import DAY, Field, estimates_of, field_desks, one_database, runs_of

NUMBERS = ("n", "score", "se", "df", "lo", "hi", "lo_logit", "hi_logit", "deff", "response_rate", "items_used", "items_total", "rank_lo", "rank_hi")


def three_desks(engine, *answers: int) -> Field:
    """A desk wave with so many answers at each of three desks, on six days."""
    wave = field_desks(engine)
    with writing(engine).begin() as connection:
        unit = connection.execute(insert(AdminUnit).values(code="09009", name="xã Đồi Sim", level="commune", valid_from=DAY)).inserted_primary_key[0]
        third = connection.execute(insert(ServicePoint).values(number="003", name="Một cửa 003", unit_id=unit)).inserted_primary_key[0]
        connection.execute(insert(wave_desk).values(wave_id=wave.wave_id, service_point_id=third))
    wave.places.append(third)
    for place, count in zip(wave.places, answers, strict=True):
        for number in range(count):
            wave.answer(place, answered_on=DAY + timedelta(days=number % 6))
    return wave


def published(engine, here) -> dict:
    """The estimates of a new run, by domain and measure."""
    summary = run_wave(engine, here, "quay-thu", asked_by="test")
    assert summary.status == "succeeded", summary.reason
    return {(row.domain, row.measure): row for row in estimates_of(engine, summary.run)}


def test_of_a_hidden_desk_and_the_one_that_would_give_it_away_nothing_is_stored(engine, here):
    three_desks(engine, 40, 35, 4)
    found = published(engine, here)
    assert [found[desk, "2"].suppressed for desk in ("all", "001", "002", "003")] == [None, None, "complementary", "few_answers"]
    for row in found.values():
        if row.suppressed:
            assert {getattr(row, name) for name in NUMBERS} == {None} and row.flag is None
    assert found["001", "2"].n == 40 and found["all", "2"].n == 79


@one_database
def test_nothing_of_a_hidden_desk_is_in_what_the_run_says_of_itself(engine, here):
    """Its warning would tell how many rows it has, its rank how it stands among the others."""
    three_desks(engine, 40, 35, 1)
    found = published(engine, here)
    (run,) = runs_of(engine)
    assert "service_point 003" not in json.dumps([run.diagnostics, run.method]) and run.diagnostics["warnings"] == []
    assert found["001", "2"].rank_lo is None and run.diagnostics["ranks"][0]["reason"] == "Only one service_point can be ranked."


@one_database
def test_n_counts_people_who_rated_something(engine, here):
    """Forty visitors of whom thirty-six skipped everything are four: too few, though forty rows."""
    wave = three_desks(engine, 40, 40, 4)
    for _ in range(36):
        wave.answer(wave.places[2], answers={"S1": "online"})
    found = published(engine, here)
    assert found["003", "2"].suppressed == "few_answers"
    assert (found["all", "2"].n, found["all", "2"].response_rate) == (84, pytest.approx(84 / 120))


@one_database
def test_doubtful_figures_are_flagged_and_shown(engine, here):
    three_desks(engine, 40, 29, 30)
    found = published(engine, here)
    assert [found[desk, "2"].flag for desk in ("001", "002", "003")] == [None, "few_answers", None]
    assert found["002", "2"].score is not None


@one_database
def test_item_nobody_answered_is_told_and_left_out_of_its_roll_up(engine, here):
    wave = field_desks(engine)
    for number in range(40):
        answers = wave.answers()
        del answers["2.5.3"]
        wave.answer(wave.places[number % 2], answers=answers, answered_on=DAY + timedelta(days=number % 5))
    found = published(engine, here)
    assert (found["all", "2.5.3"].n, found["all", "2.5.3"].score, found["all", "2.5.3"].suppressed) == (0, None, "no_answers")
    assert (found["all", "2.5"].items_used, found["all", "2.5"].items_total) == (2, 3)
    assert any("nobody answered 2.5.3" in warning for warning in runs_of(engine)[0].diagnostics["warnings"])


def test_intervals_effects_and_rates_are_published(engine, here):
    three_desks(engine, 40, 35, 33)
    row = published(engine, here)["all", "2"]
    assert row.lo < row.lo_logit < row.score < row.hi_logit < row.hi or row.lo_logit < row.lo  # the logit interval leans away from the ceiling
    assert row.lo_logit + row.hi_logit < row.lo + row.hi
    assert row.deff > 0 and row.response_rate == 1 and (row.items_used, row.items_total) == (16, 16)


@pytest.mark.parametrize(("values", "constraint"), [
    ({"suppressed": "few_answers", "n": None, "score": 80.0}, "suppressed_is_empty"),
    ({"suppressed": "few_answers", "n": 3}, "suppressed_is_empty"),
    ({"suppressed": "secret"}, "estimate_suppressed"),
    ({"flag": "odd"}, "estimate_flag"),
    ({"n": 30, "lo_logit": 80.0}, "logit_whole"),
    ({"n": 30, "rank_lo": 1}, "ranks_whole"),
])
def test_database_refuses_numbers_of_a_hidden_estimate_and_half_intervals(desks, engine, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), writing(engine).begin() as connection:
        run = connection.execute(insert(Run).values(wave_id=desks.wave_id, asked_by="test")).inserted_primary_key[0]
        connection.execute(insert(Estimate).values(run_id=run, measure="2", **values))
