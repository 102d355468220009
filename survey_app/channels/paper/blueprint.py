"""The one blueprint of the channel, and what its pages share."""
from __future__ import annotations

from flask import Blueprint, abort
from flask_login import current_user

from survey_app import engine
from survey_app.channels.paper.sheets import find_paper_wave
from survey_app.fielded import FieldedWave, NotFielded
from survey_app.people.scopes import Scope

blueprint = Blueprint("paper", __name__, url_prefix="/nhap-phieu", template_folder="templates", static_folder="static", static_url_path="/tep")


def wave_or_404(code: str) -> FieldedWave:
    """The wave with paper forms of this code, or the page "not found"."""
    with engine().connect() as connection:
        try:
            return find_paper_wave(connection, code)
        except NotFielded:
            abort(404)


def me() -> Scope:
    """The person logged in, and where this person works."""
    return current_user.scope
