"""When figures are computed: a schedule that people read and change in words."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of the schedule."""
    from survey_app.scheduling.pages import blueprint

    app.register_blueprint(blueprint)
