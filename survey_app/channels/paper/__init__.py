"""Paper forms: keying them twice, blind, deciding differences, and how well it is done, at /nhap-phieu/."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.channels.paper import adjudicating_pages, correcting_pages, keying_pages, overview_pages  # noqa: F401 (they join the blueprint)
    from survey_app.channels.paper.blueprint import blueprint

    app.register_blueprint(blueprint)
