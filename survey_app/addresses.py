"""What addresses name: numbers, of which one that no row can have is not found before a database is asked; household waves."""
from __future__ import annotations

from flask import abort, request
from sqlalchemy import Connection
from werkzeug.routing import IntegerConverter, Map

from survey_app.fielded import FieldedWave, NotFielded, find_wave

LARGEST = 2**31 - 1  # what a column of whole numbers holds


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: 0 to LARGEST."""

    def __init__(self, url_map: Map, **options):
        super().__init__(url_map, **{"max": LARGEST} | options)


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
