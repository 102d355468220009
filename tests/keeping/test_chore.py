"""What the scheduler does each minute: what has had its time goes, old runs are thinned unless people switched that off."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select

from survey_app.api.tokens import add_token
from survey_app.database import writing
from survey_app.keeping import thinning
from survey_app.keeping.changing import change_rule
from survey_app.keeping.chore import keep
from survey_app.keeping.reading import Rule
from survey_app.models import ApiTokenTrace, ApiTokenUse, Paradata, Response, ThinnedRun, now
from tests.keeping.nights import add_nights, entries
from tests.pipeline_run.conftest import households  # noqa: F401 - fixture


def thinned(stage) -> list[int]:
    with stage.engine.connect() as connection:
        return connection.scalars(select(ThinnedRun.run_id).order_by(ThinnedRun.run_id)).all()


def test_it_thins_by_itself_and_says_so_in_the_journal(stage):
    runs = add_nights(stage.engine, stage.wave_id, 200)
    keep(stage.engine, None)
    assert thinned(stage) == runs[:2]
    assert [entry.actor for entry in entries(stage.engine, "run.thin")] == ["scheduler:"]


def test_switched_off_it_thins_nothing_and_by_more_nights_less(stage):
    runs = add_nights(stage.engine, stage.wave_id, 60)
    for rule in (Rule(False), Rule(True, 92)):
        change_rule(stage.engine, rule)
        keep(stage.engine, None)
        assert thinned(stage) == []
    change_rule(stage.engine, Rule(True, 31))
    keep(stage.engine, None)
    assert thinned(stage) == runs[:2]


def test_it_stops_as_soon_as_people_switch_it_off(stage, monkeypatch):
    add_nights(stage.engine, stage.wave_id, 100, 15)
    taken = thinning._thin

    def switched_off_meanwhile(*given):
        change_rule(stage.engine, Rule(False))
        return taken(*given)
    monkeypatch.setattr(thinning, "_thin", switched_off_meanwhile)
    keep(stage.engine, None)
    assert len(thinned(stage)) == thinning.AT_ONCE


def test_a_change_is_recorded_once(stage):
    for rule in (Rule(), Rule(True, 92), Rule(True, 92), Rule(False)):
        change_rule(stage.engine, rule)
    assert [entry.details for entry in entries(stage.engine, "keeping.change")] == ['{"nights":92,"thins":true}', '{"nights":31,"thins":false}']


def test_paradata_is_deleted_when_its_time_is_over_and_the_answers_stay(households, engine):  # noqa: F811
    today = now().date()
    with writing(engine).begin() as connection:
        first, second, *rest = connection.scalars(select(Response.id).order_by(Response.id)).all()
        for response, day in ((first, today - timedelta(days=1)), (second, today)):
            connection.execute(insert(Paradata).values(response_id=response, device="phone", seconds=90, timings={}, delete_after=day))
    keep(engine, None)
    with engine.connect() as connection:
        assert connection.scalars(select(Paradata.response_id)).all() == [second]
        assert connection.scalar(select(func.count()).select_from(Response)) == 2 + len(rest)


def test_traces_of_tokens_are_kept_90_days_and_the_counts_by_day_for_good(stage):
    add_token(stage.engine, "máy")
    days = [now().date() - timedelta(days=back) for back in (0, 89, 90)]
    with writing(stage.engine).begin() as connection:
        for day in days:
            connection.execute(insert(ApiTokenTrace).values(token_id=1, day=day, resource="api.list_waves", network="192.0.2.0/24", requests=1, refused=0))
            connection.execute(insert(ApiTokenUse).values(token_id=1, day=day, requests=1, refused=0))
    keep(stage.engine, None)
    with stage.engine.connect() as connection:
        assert connection.scalars(select(ApiTokenTrace.day).order_by(ApiTokenTrace.day.desc())).all() == days[:2]
        assert connection.scalar(select(func.count()).select_from(ApiTokenUse)) == 3
