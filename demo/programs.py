"""Programs that read the demo's figures: tokens with a month of use, one of them leaked and revoked, and an address that is told of releases."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select, update

from survey_app.api.tokens import add_token, revoke_token
from survey_app.database import writing
from survey_app.models import ApiToken, ApiTokenUse, Release, Webhook, WebhookDelivery, now
from survey_app.webhooks.registry import add_webhook, set_active

READER, LEAKED = "Cổng dữ liệu tỉnh (giả định)", "Máy thử nghiệm (giả định)"
RECEIVER = ("Cổng dữ liệu tỉnh (giả định)", "https://cong-du-lieu.hoa-lau.example/sipas")
DAYS = 29


def add_programs(engine: Engine) -> None:
    """Add them; nothing when there are tokens already. Nobody has the tokens, and the address is stopped: nothing is sent anywhere."""
    with engine.connect() as connection:
        if connection.scalar(select(ApiToken.id).limit(1)):
            return
    add_token(engine, READER, ["released"])
    add_token(engine, LEAKED, ["released", "fieldwork"], 90)
    add_webhook(engine, *RECEIVER, private=False)
    set_active(engine, RECEIVER[0], active=False)
    with writing(engine).begin() as connection:
        _use(connection, now())
        _tell(connection, now())
    revoke_token(engine, LEAKED)


def _use(connection: Connection, moment: datetime) -> None:
    """The reader asks more on working days; the other is quiet until somebody found it."""
    ids = dict(connection.execute(select(ApiToken.name, ApiToken.id)).all())
    for back in range(1, DAYS + 1):
        day = (moment - timedelta(days=back)).date()
        busy = 5 if day.weekday() >= 5 else 40 + 7 * (back % 4)
        connection.execute(insert(ApiTokenUse).values(token_id=ids[READER], day=day, requests=busy, refused=0))
        if back <= 6:
            connection.execute(insert(ApiTokenUse).values(token_id=ids[LEAKED], day=day, requests=900 if back > 3 else 0, refused=0 if back > 3 else 1200 // back))
    connection.execute(update(ApiToken).values(last_used_at=moment - timedelta(days=1)))


def _tell(connection: Connection, moment: datetime) -> None:
    webhook = connection.scalar(select(Webhook.id))
    outcomes = ({"state": "delivered", "attempts": 1, "last_status": 204}, {"state": "given_up", "attempts": 8, "last_error": "TimeoutError: timed out"})
    for release, outcome in zip(connection.scalars(select(Release.id).where(Release.state == "released").order_by(Release.id)), outcomes, strict=False):
        connection.execute(insert(WebhookDelivery).values(webhook_id=webhook, release_id=release, next_at=None, last_at=moment - timedelta(days=1), **outcome))
