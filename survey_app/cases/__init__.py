"""The sample and its households on pages: the draw, the cases and what became of them, outcome rates."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages."""
    from survey_app.cases import case_pages, draw_pages, frame_pages, pages, rate_pages, size_pages  # noqa: F401 - they join their routes
    from survey_app.cases.blueprint import blueprint

    app.register_blueprint(blueprint)
