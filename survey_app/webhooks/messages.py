"""What a receiver is told: the JSON body of a release or a trial, and the headers that sign and identify it."""
from __future__ import annotations

import json

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import aliased

from survey_app.models import Release, Wave, Webhook, WebhookDelivery
from survey_app.settings import Settings
from survey_app.webhooks.signing import secret_of, signature


def read_message(connection: Connection, delivery_id: int) -> Row:
    """Everything a message is made of."""
    corrected = aliased(Release)
    query = (
        select(WebhookDelivery.event, WebhookDelivery.message_id, WebhookDelivery.attempts, Webhook.name, Webhook.url, Webhook.salt, Wave.code.label("wave"), Release.number,
               Release.digest, Release.decided_at, Release.run_id, corrected.number.label("corrects"))
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id).outerjoin(Release, Release.id == WebhookDelivery.release_id)
        .outerjoin(Wave, Wave.id == Release.wave_id).outerjoin(corrected, corrected.id == Release.corrects_id)
    )
    return connection.execute(query.where(WebhookDelivery.id == delivery_id)).one()


def body_of(message: Row, settings: Settings) -> bytes:
    """The body, as the API's contract describes it (`survey_app/api/messages.py`): the same bytes at every try, unless the installation's own address changes meanwhile."""
    told = {"event": message.event, "id": message.message_id} | TELL[message.event](message, f"{settings.public_url}/api/v1/waves")
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _of_release(message: Row, waves: str) -> dict:
    return {
        "wave": message.wave, "number": message.number, "digest": message.digest, "released_at": message.decided_at.isoformat(), "run": message.run_id,
        "corrects": message.corrects, "url": f"{waves}/{message.wave}/releases/{message.number}",
    }


def _of_ping(message: Row, waves: str) -> dict:
    return {"webhook": message.name, "url": waves}


TELL = {"release": _of_release, "ping": _of_ping}


def headers_of(message: Row, settings: Settings, body: bytes, at: int) -> dict[str, str]:
    """The headers of a try at this second."""
    return {
        "Content-Type": "application/json", "User-Agent": "SIPAS-Webhook/1", "X-Sipas-Event": message.event,
        "X-Sipas-Delivery": message.message_id, "X-Sipas-Signature": signature(secret_of(settings.secret_key, message.salt), at, body),
    }
