"""Batches of paper forms: making them, the ledger of each, and the sums that must close."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of batches."""
    from survey_app.batches import making_pages, pages  # noqa: F401 (they join the blueprint)
    from survey_app.batches.blueprint import blueprint

    app.register_blueprint(blueprint)
