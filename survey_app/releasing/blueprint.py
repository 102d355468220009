"""The blueprint that the pages of releases share."""
from __future__ import annotations

from flask import Blueprint, abort, current_app, url_for
from sqlalchemy import Connection, Row

from survey_app.releasing.subject import find_wave

blueprint = Blueprint("releasing", __name__, url_prefix="/cong-bo", template_folder="templates")


@blueprint.app_template_filter("place")
def place(link: tuple[str, dict] | None) -> str | None:
    """The address of a checklist's link; None without one, and for a page that this version no longer has."""
    if link is None or link[0] not in current_app.view_functions:
        return None
    return url_for(link[0], **link[1])


def wave_or_404(connection: Connection, code: str) -> Row:
    """The wave of an address."""
    return find_wave(connection, code) or abort(404)
