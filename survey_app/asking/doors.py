"""Guards that give a view its place and the draft that came along."""
from __future__ import annotations

from functools import wraps

from flask import current_app, redirect, request, url_for

from survey_app.asking.draft import read_draft
from survey_app.asking.ways import Place, Way

PLACES_REMEMBERED = 2000


def at_place(view):
    """Give a view the place whose code stands in the address and the draft that came along (None: none); NotHere when
    there is no such place. A code typed with dashes or in small letters leads to its one address.
    """
    @wraps(view)
    def guarded(way: Way, code: str, **rest):
        if way.read_code(code) not in (None, code):
            return redirect(url_for(request.endpoint, code=way.read_code(code), **rest), 308)
        place = way.find(code)
        _remember(place)
        return view(place, read_draft(place), **rest)
    return guarded


def on_a_visit(view):
    """As `at_place`, for pages that only show something: a draft we signed vouches for its place, so the database is not
    asked again. That the survey has ended since is told when answers are taken; a receipt is shown all the same.
    """
    afresh = at_place(view)

    @wraps(view)
    def guarded(way: Way, code: str, **rest):
        place = _remembered(way).get(code)
        draft = read_draft(place) if place else None
        return view(place, draft, **rest) if draft else afresh(way, code, **rest)
    return guarded


def _remembered(way: Way) -> dict[str, Place]:
    """Places as this process last found them, by code."""
    return current_app.extensions.setdefault(f"sipas.{way.name}.places", {})


def _remember(place: Place) -> None:
    known = _remembered(place.way)
    if len(known) >= PLACES_REMEMBERED:
        known.clear()
    known[place.code] = place
