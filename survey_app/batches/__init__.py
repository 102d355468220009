"""Batches of paper forms: making them, the ledger of each, and the sums that must close."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of batches."""
    from survey_app.batches.pages import blueprint

    app.register_blueprint(blueprint)
