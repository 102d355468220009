"""Webhooks: addresses of other systems that are told of every release, signed, and again until they take it."""
from __future__ import annotations

from flask import Flask

from survey_app.webhooks.queue import enqueue

__all__ = ["enqueue", "init_app"]


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.webhooks.pages import blueprint

    app.register_blueprint(blueprint)
