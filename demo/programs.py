"""Programs that read the demo's figures: tokens with a month of use, one of them leaked and revoked, and an address that is told of releases."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select, update

from survey_app.api.tokens import add_token, revoke_token
from survey_app.database import writing
from survey_app.models import ApiToken, ApiTokenTrace, ApiTokenUse, Release, Webhook, WebhookDelivery, now
from survey_app.webhooks.registry import add_webhook, set_active

READER, LEAKED = "Cổng dữ liệu tỉnh (giả định)", "Máy thử nghiệm (giả định)"
RECEIVER = ("Cổng dữ liệu tỉnh (giả định)", "https://cong-du-lieu.hoa-lau.example/sipas")
DAYS = 29
# Days ago: when somebody else began to use the leaked token, and when it was revoked.
FOUND, REVOKED = 6, 3
# Networks of documentation (RFC 5737).
OFFICE, STRANGER = "192.0.2.0/24", "203.0.113.0/24"


def add_programs(engine: Engine) -> None:
    """Add them; nothing when there are tokens already. Nobody has the tokens, and the address is stopped: nothing is sent anywhere."""
    with engine.connect() as connection:
        if connection.scalar(select(ApiToken.id).limit(1)):
            return
    add_token(engine, READER, ["released"])
    add_token(engine, LEAKED, ["released", "fieldwork"], 90)
    add_webhook(engine, *RECEIVER, private=False)
    set_active(engine, RECEIVER[0], active=False)
    revoke_token(engine, LEAKED)
    with writing(engine).begin() as connection:
        _date_back(connection, now())
        _use(connection, now())
        _tell(connection, now())


def _date_back(connection: Connection, moment: datetime) -> None:
    """As if the tokens had been made before their month of use (the journal, which cannot be dated back, says when the demo made them)."""
    for token in connection.execute(select(ApiToken.id, ApiToken.name, ApiToken.created_at, ApiToken.expires_at)).all():
        month, last = timedelta(days=DAYS + 1), {READER: 1, LEAKED: REVOKED + 1}[token.name]
        revoked = moment - timedelta(days=REVOKED) if token.name == LEAKED else None
        connection.execute(update(ApiToken).where(ApiToken.id == token.id).values(
            created_at=token.created_at - month, expires_at=token.expires_at - month, last_used_at=moment - timedelta(days=last), revoked_at=revoked))


def _use(connection: Connection, moment: datetime) -> None:
    """The reader asks more on working days; the other is quiet until somebody found it."""
    ids = dict(connection.execute(select(ApiToken.name, ApiToken.id)).all())
    for back in range(1, DAYS + 1):
        day = (moment - timedelta(days=back)).date()
        free = day.weekday() >= 5
        _count(connection, ids[READER], day, "api.csv_of_estimates", OFFICE, 5 if free else 40 + 7 * (back % 4))
        if back > REVOKED and not free:
            _count(connection, ids[LEAKED], day, "api.list_rates", OFFICE, 2)
        if back <= FOUND:
            _count(connection, ids[LEAKED], day, "api.csv_of_questions", STRANGER, 900 if back > REVOKED else 0, 0 if back > REVOKED else 1200 // back)


def _count(connection: Connection, token: int, day: date, resource: str, network: str, requests: int, refused: int = 0) -> None:
    """Requests of a day, in both tables that count them."""
    numbers = {"token_id": token, "day": day, "requests": requests, "refused": refused}
    connection.execute(insert(ApiTokenTrace).values(resource=resource, network=network, **numbers))
    added = {name: getattr(ApiTokenUse, name) + numbers[name] for name in ("requests", "refused")}
    if not connection.execute(update(ApiTokenUse).where(ApiTokenUse.token_id == token, ApiTokenUse.day == day).values(added)).rowcount:
        connection.execute(insert(ApiTokenUse).values(numbers))


def _tell(connection: Connection, moment: datetime) -> None:
    webhook = connection.scalar(select(Webhook.id))
    outcomes = ({"state": "delivered", "attempts": 1, "last_status": 204}, {"state": "given_up", "attempts": 8, "last_error": "TimeoutError: timed out"})
    for release, outcome in zip(connection.scalars(select(Release.id).where(Release.state == "released").order_by(Release.id)), outcomes, strict=False):
        connection.execute(insert(WebhookDelivery).values(webhook_id=webhook, release_id=release, next_at=None, last_at=moment - timedelta(days=1), **outcome))
