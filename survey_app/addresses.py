"""What addresses name: numbers, of which one that no row can have is not found before a database is asked; household waves."""
from __future__ import annotations

from flask import Flask, abort, current_app, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from survey_app.fielded import FieldedWave, NotFielded, find_wave
from survey_app.security import CITIZENS

API = "/api/"
LARGEST = 2**31 - 1  # what a column of whole numbers holds


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: 0 to LARGEST."""

    def __init__(self, url_map: Map, **options):
        super().__init__(url_map, **{"max": LARGEST} | options)


def init_app(app: Flask) -> None:
    """Let pages of staff answer with a slash behind their address as well: the router itself only leads to a missing one."""
    app.before_request(_lead_without_slash)


def _lead_without_slash() -> Response | None:
    """A page whose address was typed with a slash too many; programs and citizens have their own answers."""
    if request.method == "POST" or not isinstance(request.routing_exception, NotFound) or not request.path.endswith("/") or request.path.startswith((*CITIZENS, API)):
        return None
    try:
        endpoint, values = current_app.create_url_adapter(request).match(request.path.rstrip("/"), "GET")
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return redirect(url_for(endpoint, **values) + (f"?{query}" if query else ""), 308)


def number_asked(name: str) -> int | None:
    """The number from 1 to LARGEST that the query of the address names; None where it names none, else 404."""
    text = request.args.get(name)
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 and 0 < int(text) <= LARGEST else abort(404)


def household_wave_or_404(connection: Connection, code: str) -> FieldedWave:
    """The household wave of this code, or the page "not found"."""
    try:
        found = find_wave(connection, code)
    except NotFielded:
        abort(404)
    return found if found.kind == "household" else abort(404)
