"""Asking one person on a phone or a screen: the pages that every channel with questions shares (a channel is a `Way`)."""
from __future__ import annotations

from flask import Blueprint, Flask


def init_app(app: Flask) -> None:
    """Make the pages' style sheet and scripts, once for all channels."""
    from survey_app.asking.pages import Pages

    app.register_blueprint(Blueprint("asking", __name__, template_folder="templates"))
    app.extensions["sipas.asking"] = Pages(app)
