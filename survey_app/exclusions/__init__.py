"""Forms left out of the figures: openly, with a reason, undone only by another act (docs/exclusions.md)."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.exclusions.pages import blueprint

    app.register_blueprint(blueprint)
