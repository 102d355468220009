"""The demo's tokens and webhook fill their pages, once, and send nothing."""
from sqlalchemy import func, select

from demo.programs import add_programs
from survey_app.database import writing
from survey_app.models import ApiToken, ApiTokenTrace, ApiTokenUse, Webhook, WebhookDelivery, now
from tests.api.stored import store_release, store_run
from tests.fielding import field_desk


def test_they_are_added_once_and_nothing_waits_to_be_sent(engine):
    desk = field_desk(engine)
    with writing(engine).begin() as connection:
        for number in (1, 2):
            store_release(connection, desk.wave_id, store_run(connection, desk.wave_id), number)
    add_programs(engine)
    add_programs(engine)
    with engine.connect() as connection:
        tokens = connection.execute(select(ApiToken.name, ApiToken.revoked_at, ApiToken.expires_at).order_by(ApiToken.id)).all()
        assert [bool(token.revoked_at) for token in tokens] == [False, True] and all(token.expires_at for token in tokens)
        assert connection.execute(select(WebhookDelivery.state).order_by(WebhookDelivery.id)).scalars().all() == ["delivered", "given_up"]
        assert connection.scalar(select(Webhook.active)) is False
        assert connection.scalar(select(func.sum(ApiTokenUse.refused))) > 1000


def test_no_use_comes_before_its_token_and_both_tables_count_the_same(engine):
    add_programs(engine)
    with engine.connect() as connection:
        for token in connection.execute(select(ApiToken.id, ApiToken.created_at, ApiToken.expires_at, ApiToken.last_used_at, ApiToken.revoked_at)).all():
            answered, refused, traced = (
                connection.execute(select(func.min(table.day), func.max(table.day), func.sum(table.requests)).where(table.token_id == token.id, wanted)).one()
                for table, wanted in ((ApiTokenUse, ApiTokenUse.requests > 0), (ApiTokenUse, ApiTokenUse.refused > 0), (ApiTokenTrace, ApiTokenTrace.requests > 0)))
            assert token.created_at.date() < answered[0] and token.last_used_at.date() == answered[1] and answered == traced and token.expires_at > now()
            assert refused[0] is None if token.revoked_at is None else token.revoked_at.date() <= refused[0] and token.last_used_at < token.revoked_at
