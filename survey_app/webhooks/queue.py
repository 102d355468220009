"""What is to be told to whom: a release enters a delivery for every address, in its own transaction."""
from __future__ import annotations

from sqlalchemy import Connection, insert, select

from survey_app.models import Webhook, WebhookDelivery


def enqueue(connection: Connection, release_id: int) -> int:
    """Enter a delivery of this release for each webhook; how many. Call it in the transaction that releases.

    For a stopped one too: there it waits until the webhook is started again.
    """
    targets = connection.scalars(select(Webhook.id).order_by(Webhook.id)).all()
    if targets:
        connection.execute(insert(WebhookDelivery), [{"webhook_id": target, "release_id": release_id} for target in targets])
    return len(targets)
