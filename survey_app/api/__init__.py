"""The API, version 1: responses in, estimates out. English messages, ISO dates, decimal points."""
from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def init_app(app: Flask) -> None:
    """Join the routes; they are protected by tokens or need none, so no CSRF token is asked."""
    from survey_app.api import estimates, responses  # noqa: F401  (their routes register themselves)
    from survey_app.login import csrf

    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
