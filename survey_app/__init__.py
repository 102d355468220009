"""The web application: collecting answers, people at work on the collection, showing what was released."""
from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask, current_app
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from survey_app.settings import Settings, load_settings

ROOMS = ("survey_app.logs", "survey_app.look", "survey_app.health", "survey_app.metrics", "survey_app.login", "survey_app.asking", "survey_app.api", "survey_app.webhooks", "survey_app.dashboard", "survey_app.results", "survey_app.desks", "survey_app.batches", "survey_app.cases",
         "survey_app.people", "survey_app.journal", "survey_app.links", "survey_app.releasing", "survey_app.runs", "survey_app.scheduling",
         "survey_app.reports", "survey_app.external", "survey_app.wave_life", "survey_app.units", "survey_app.exclusions", "survey_app.keeping")
MAX_BODY = 64 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; the database is opened at the first use, secrets are demanded only by a server."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY,
        SESSION_COOKIE_SECURE=settings.secure_cookies, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
    )
    app.extensions["sipas.settings"] = settings
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=settings.trusted_proxies)
    _join_rooms(app)
    return app


def _join_rooms(app: Flask) -> None:
    """Every room named above and every channel found in its folder joins by its `init_app`."""
    from survey_app import addresses, channels, form_words, locale, security

    app.url_map.converters["int"] = addresses.RowNumber
    locale.init_app(app)
    form_words.init_app(app)
    security.init_app(app)
    addresses.init_app(app)
    for name in (*ROOMS, *(f"survey_app.channels.{found.name}" for found in pkgutil.iter_modules(channels.__path__))):
        import_module(name).init_app(app)


def settings() -> Settings:
    """The settings of the running application."""
    return current_app.extensions["sipas.settings"]


def engine() -> Engine:
    """The database of the running application, opened at its first use in this process."""
    from survey_app.database import open_engine

    app = current_app
    if "sipas.engine" not in app.extensions:
        app.extensions["sipas.engine"] = open_engine(settings().database_url)
    return app.extensions["sipas.engine"]
