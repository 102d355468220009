"""Delivering as a chore: what the scheduler does each minute, by the entry point in `sipas.chores`."""
from __future__ import annotations

import logging

from sqlalchemy import Engine, select

from survey_app.models import WebhookDelivery, now
from survey_app.settings import Settings
from survey_app.webhooks.delivering import deliver_due, is_due

log = logging.getLogger(__name__)


def deliver(engine: Engine, settings: Settings) -> None:
    """Send what is due; without SECRET_KEY nothing can be signed, and it waits."""
    if settings.secret_key:
        deliver_due(engine, settings)
        return
    with engine.connect() as connection:
        if connection.scalar(select(WebhookDelivery.id).where(is_due(now())).limit(1)):
            log.error("webhooks wait: this process has no SECRET_KEY to sign with")
