"""The API, version 1: responses in, figures out. English messages, ISO dates, decimal points."""
from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def init_app(app: Flask) -> None:
    """Join the routes; they are protected by tokens or need none, so no CSRF token is asked."""
    from survey_app.api import documentation, responses, token_pages, uses, views  # noqa: F401  (their routes register themselves)
    from survey_app.api.refusals import Refusal, show_refusal
    from survey_app.login import csrf

    csrf.exempt(blueprint)
    uses.init_app(app)
    app.register_error_handler(Refusal, show_refusal)
    for joined in (blueprint, documentation.blueprint, token_pages.blueprint):
        app.register_blueprint(joined)
