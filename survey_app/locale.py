"""Languages and how numbers and times are written for people."""
from __future__ import annotations

from datetime import date, datetime

from flask import Flask, request
from flask_babel import Babel

from survey_app.numbers import change, vietnamese, whole, with_sign
from survey_app.times import LOCAL

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def chosen_language() -> str:
    """The language of a citizen's page: asked for in the address, else kept in a cookie, else Vietnamese."""
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]


def show_day(value: date) -> str:
    """dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y")


def show_span(first: date, last: date | None) -> str:
    """The days from first to last, or from the first on."""
    return f"{show_day(first)} – {show_day(last)}" if last else f"từ {show_day(first)}, không định ngày kết thúc"


def show_moment(value: datetime) -> str:
    """dd/mm/yyyy hh:mm in Vietnam's time."""
    return value.astimezone(LOCAL).strftime("%d/%m/%Y %H:%M")


def init_app(app: Flask) -> None:
    """Set up translations and the filters of templates."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "vi")
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.filters.update(score=vietnamese, whole=whole, signed=with_sign, day=show_day, moment=show_moment)
    app.jinja_env.globals.update(change=change, span=show_span)
