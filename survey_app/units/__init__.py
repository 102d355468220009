"""Pages of administrative units: what each was called and when, and what became of it."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.units.pages import blueprint

    app.register_blueprint(blueprint)
