"""Runs as people follow them: the history of a wave's, and two of them compared."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of runs."""
    from survey_app.runs.failures import failure_words, nothing_yet
    from survey_app.runs.pages import blueprint

    app.jinja_env.filters["failure"] = failure_words
    app.jinja_env.tests["nothing_yet"] = nothing_yet
    app.register_blueprint(blueprint)
