"""The one blueprint of the room, how much may be sent to it, and what its pages share."""
from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from survey_app import engine
from survey_app.addresses import household_wave_or_404
from survey_app.fielded import FieldedWave
from survey_app.sampling.casework import needs_settling, settle

blueprint = Blueprint("cases", __name__, template_folder="templates", url_prefix="/mau")
MEGABYTE = 1024 * 1024
# What may be sent to a page, where that is more than anywhere else.
LIMITS = {"cases.import_page": 2 * MEGABYTE}


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, _values: dict | None) -> None:
    """Raise the limit for whoever may send a file: before the views, because the check of the form's token reads the form."""
    if endpoint in LIMITS and current_user.is_authenticated and current_user.may("sample.change"):
        request.max_content_length = LIMITS[endpoint]
        request.max_form_memory_size = LIMITS[endpoint]  # it also bounds the parser's buffer, which takes 64 KB of a file at a time


@blueprint.errorhandler(RequestEntityTooLarge)
def say_too_large(_error: RequestEntityTooLarge):
    """The page of the error, with this room's own limit."""
    most = f"{LIMITS[request.endpoint] // MEGABYTE} MB" if request.endpoint in LIMITS else "64 KB"
    return render_template("problem.html", heading="Nội dung quá lớn", advice=f"Mỗi lần gửi tối đa {most}."), 413


def settled_wave(code: str) -> FieldedWave:
    """The same, with the responses that came since the last look considered."""
    with engine().connect() as connection:
        wave = household_wave_or_404(connection, code)
        fresh = needs_settling(connection, wave.id)
    if fresh:
        settle(engine(), code)
    return wave
