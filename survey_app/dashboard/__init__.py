"""The Department's first room: what is our index, what changed, what holds us back, who differs, is the fieldwork sound."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.dashboard.pages import blueprint

    app.register_blueprint(blueprint)
