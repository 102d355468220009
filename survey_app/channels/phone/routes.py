"""The addresses of a desk's form, and the page that asks for its code."""
from __future__ import annotations

from flask import Blueprint, request, url_for

from survey_app.asking.pages import to
from survey_app.asking.routes import add_pages
from survey_app.channels.phone.desks import AtDesk, code_page
from survey_app.codes import read_code

blueprint = Blueprint("phone", __name__, url_prefix="/k", template_folder="templates")
at_desk = AtDesk()
add_pages(blueprint, at_desk)


@blueprint.get("/")
def ask_code():
    """Ask for a code by hand; one that can be a code leads to its desk."""
    typed = request.args.get("code", "")
    if read_code(typed):
        return to(url_for("phone.intro", code=read_code(typed)))
    return code_page("mistyped" if typed else "ask", typed)


@blueprint.get("/<path:rest>")
def strayed(rest: str):
    """Any other address below /k/: most likely a code that was typed or cut wrongly."""
    return code_page("mistyped", rest)
