"""What is kept for how long: old nightly runs are thinned, what was noted of requests and visits goes when its time is over."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.keeping.pages import blueprint

    app.register_blueprint(blueprint)
