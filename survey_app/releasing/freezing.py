"""Freezing what a release says: the official table as it is now, and its digest; who is to be told of it."""
from __future__ import annotations

import hashlib

from sqlalchemy import Connection, insert, select

from survey_app.exports.official_table.document import build_document
from survey_app.journal.chain import canonical
from survey_app.models import Webhook, WebhookDelivery


def freeze(connection: Connection, wave_id: int, run_id: int) -> tuple[dict, str]:
    """The document of a release and its digest. Raises LookupError when the run cannot be shown."""
    document = build_document(connection, wave_id, run_id)
    return document, digest_of(document)


def digest_of(document: dict) -> str:
    """SHA-256 (hex) of a document's canonical JSON."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def tell_webhooks(connection: Connection, release_id: int) -> int:
    """Put a delivery of this release in line for every active webhook; how many."""
    hooks = connection.scalars(select(Webhook.id).where(Webhook.active)).all()
    if hooks:
        connection.execute(insert(WebhookDelivery), [{"webhook_id": hook, "release_id": release_id} for hook in hooks])
    return len(hooks)
