"""The citizen's phone: the form behind the QR code of a one-stop desk, at /k/<code>."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages; a citizen has no session to steal, so no CSRF token is asked."""
    from survey_app.channels.phone.routes import blueprint
    from survey_app.login import csrf

    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
