"""Releases: a run proposed with its checklist by one person, let go or refused by another, frozen as it was."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of releases."""
    from survey_app.releasing.blueprint import blueprint
    from survey_app.releasing import check_pages, pages, release_pages, withdrawal_pages  # noqa: F401 - they add their routes to the blueprint

    app.register_blueprint(blueprint)
