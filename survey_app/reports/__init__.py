"""Reports to take away: a page of what there is, and the files themselves."""
from __future__ import annotations

from flask import Flask

from survey_app.reports.pages import blueprint


def init_app(app: Flask) -> None:
    """Join the pages."""
    app.register_blueprint(blueprint)
