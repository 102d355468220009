"""What is told of a release: the JSON body, and the headers that sign and identify it."""
from __future__ import annotations

import json
import uuid

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import aliased

from survey_app.models import Release, Wave, Webhook, WebhookDelivery
from survey_app.settings import Settings
from survey_app.webhooks.signing import secret_of, signature


def read_message(connection: Connection, delivery_id: int) -> Row:
    """Everything a message is made of."""
    corrected = aliased(Release)
    query = (
        select(WebhookDelivery.id, WebhookDelivery.attempts, Webhook.url, Webhook.salt, Wave.code.label("wave"), Release.number, Release.digest, Release.decided_at,
               Release.run_id, corrected.number.label("corrects"))
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id).join(Release, Release.id == WebhookDelivery.release_id)
        .join(Wave, Wave.id == Release.wave_id).outerjoin(corrected, corrected.id == Release.corrects_id)
    )
    return connection.execute(query.where(WebhookDelivery.id == delivery_id)).one()


def body_of(message: Row, settings: Settings) -> bytes:
    """The body: the same bytes at every try, so that a receiver may also compare."""
    address = f"{settings.public_url}/api/v1/waves/{message.wave}/releases/{message.number}"
    told = {
        "event": "release", "id": identity(message.id, settings), "wave": message.wave, "number": message.number, "digest": message.digest,
        "released_at": message.decided_at.isoformat(), "run": message.run_id, "corrects": message.corrects, "url": address,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def identity(delivery_id: int, settings: Settings) -> str:
    """An id that is this message's at every try, and no other installation's."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.public_url}/webhook-delivery/{delivery_id}"))


def headers_of(message: Row, settings: Settings, body: bytes, at: int) -> dict[str, str]:
    """The headers of a try at this second."""
    return {
        "Content-Type": "application/json", "User-Agent": "SIPAS-Webhook/1", "X-Sipas-Event": "release",
        "X-Sipas-Delivery": identity(message.id, settings), "X-Sipas-Signature": signature(secret_of(settings.secret_key, message.salt), at, body),
    }
