"""Pages of waves and their life: draft, open, closed, released."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.wave_life.pages import blueprint

    app.register_blueprint(blueprint)
