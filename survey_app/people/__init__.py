"""People at work on the collection: what each role may do, where an account works, the pages of accounts."""
from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Join the pages of accounts and organisations."""
    from survey_app.people import organisation_pages, own_pages, pages  # noqa: F401  (their routes register themselves)

    app.register_blueprint(pages.blueprint)
