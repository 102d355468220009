"""The addresses of a form behind a link, and the page that asks for the code of a letter."""
from __future__ import annotations

from flask import Blueprint, request, url_for

from survey_app.asking.pages import to
from survey_app.asking.routes import add_pages
from survey_app.channels.link.cases import ByLink
from survey_app.channels.link.ended import ended_page
from survey_app.links.finding import read_token

blueprint = Blueprint("link", __name__, url_prefix="/l", template_folder="templates")
by_link = ByLink()
add_pages(blueprint, by_link)


@blueprint.route("/", methods=["GET", "POST"])
def ask_code():
    """Ask for the code of a letter by hand; it is posted, so that no address but its own holds it."""
    typed = request.form.get("code", "")
    if read_token(typed):
        return to(url_for("link.intro", code=read_token(typed)))
    return ended_page("mistyped" if typed else "ask", typed=typed)


@blueprint.get("/<path:rest>")
def strayed(rest: str):
    """Any other address below /l/: most likely a link that was cut."""
    return ended_page("mistyped", typed=rest)
