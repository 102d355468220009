"""Figures published by others, entered with their source: the country's, other provinces', this province's own past."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.external.pages import blueprint

    app.register_blueprint(blueprint)
