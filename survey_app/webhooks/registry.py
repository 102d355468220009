"""Which addresses are told: adding, stopping, starting again, and what became of each message."""
from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Release, Wave, Webhook, WebhookDelivery, now
from survey_app.webhooks.targets import read_target
from survey_app.written import tidy

LONGEST_NAME = 80
OF_RELEASE = WebhookDelivery.event == "release"


def add_webhook(engine: Engine, name: str, url: str, *, private: bool) -> Row:
    """Register an address; raises BadTarget, ValueError for no name, IntegrityError when the name is taken."""
    name, url = tidy(name), url.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"expected a name of 1 to {LONGEST_NAME} signs")
    read_target(url, private=private)
    row = {"name": name, "url": url, "salt": secrets.token_hex(16), "active": True, "created_by": acting()[:60]}
    with writing(engine).begin() as connection:
        connection.execute(insert(Webhook), row)
        record(connection, acting(), "webhook.add", name, {"url": url})
        return find_webhook(connection, Webhook.name == name)


def find_webhook(connection: Connection, which) -> Row | None:
    """The webhook that a condition names."""
    return connection.execute(select(*Webhook.__table__.c).where(which)).first()


def set_active(engine: Engine, name: str, *, active: bool) -> bool:
    """Stop or start a webhook again; False when there is none to change. For a stopped one releases wait, later ones too."""
    with writing(engine).begin() as connection:
        changed = bool(connection.execute(update(Webhook).where(Webhook.name == name, Webhook.active.is_not(active)).values(active=active)).rowcount)
        if changed:
            record(connection, acting(), "webhook.start" if active else "webhook.stop", name)
        return changed


def ask_ping(engine: Engine, name: str, **taken) -> int | None:
    """Enter a trial for a webhook, a stopped one too, to be sent once; its delivery's id, or None when no webhook has this name.

    taken: columns of a trial that the caller sends itself.
    """
    with writing(engine).begin() as connection:
        found = find_webhook(connection, Webhook.name == name)
        if found is None:
            return None
        record(connection, acting(), "webhook.test", name)
        return connection.execute(insert(WebhookDelivery).values(webhook_id=found.id, event="ping", **taken)).inserted_primary_key[0]


def note_secret_shown(engine: Engine, name: str) -> None:
    """The journal keeps who looked at a secret."""
    with writing(engine).begin() as connection:
        record(connection, acting(), "webhook.secret", name)


def try_again(engine: Engine, webhook_id: int, delivery_id: int) -> bool:
    """Give a release that was given up another day of tries; False when there is none such."""
    with writing(engine).begin() as connection:
        again = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == "given_up", OF_RELEASE)
        changed = bool(connection.execute(again.values(state="pending", attempts=0, next_at=now())).rowcount)
        if changed:
            record(connection, acting(), "webhook.again", find_webhook(connection, Webhook.id == webhook_id).name, {"count": 1})
        return changed


def list_webhooks(connection: Connection) -> Sequence[Row]:
    """All webhooks by name, with how many releases wait, were taken, were given up."""
    counted = [func.count().filter(WebhookDelivery.state == state, OF_RELEASE).label(state) for state in ("pending", "delivered", "given_up")]
    query = select(Webhook.id, Webhook.name, Webhook.url, Webhook.active, Webhook.created_by, Webhook.created_at, *counted, func.max(WebhookDelivery.last_at).label("last_at"))
    return connection.execute(query.outerjoin(WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id).group_by(Webhook.id).order_by(Webhook.name)).all()


def list_deliveries(connection: Connection, webhook_id: int, most: int = 50) -> Sequence[Row]:
    """The newest messages to one address."""
    query = select(*WebhookDelivery.__table__.c, Release.number, Wave.code.label("wave")).outerjoin(Release, Release.id == WebhookDelivery.release_id).outerjoin(Wave, Wave.id == Release.wave_id)
    return connection.execute(query.where(WebhookDelivery.webhook_id == webhook_id).order_by(WebhookDelivery.id.desc()).limit(most)).all()
