"""One form by a one-time link, at /l/<token>: a household of the sample, or a leader on the list."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages; who answers has no session to steal, so no CSRF token is asked."""
    from survey_app.channels.link.routes import blueprint
    from survey_app.login import csrf

    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
