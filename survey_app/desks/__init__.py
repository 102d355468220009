"""One-stop desks: their public codes, QR codes and posters."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the staff pages of desks."""
    from survey_app.desks import receipt_pages, register_pages  # noqa: F401  (their routes register themselves)
    from survey_app.desks.pages import blueprint

    app.register_blueprint(blueprint)
