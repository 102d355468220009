"""One-time links for leaders and households: issued, printed, revoked, found again by their token, spent by one response."""
from __future__ import annotations

from flask import Flask

from survey_app.links.finding import LinkedCase, LinkRefused, find_link, path_of
from survey_app.links.issuing import Issued, issue_links, revoke_links
from survey_app.links.spending import spend_link, submit_by_link

__all__ = ["Issued", "LinkRefused", "LinkedCase", "find_link", "init_app", "issue_links", "path_of", "revoke_links", "spend_link", "submit_by_link"]


def init_app(app: Flask) -> None:
    """Join the pages for staff; the page behind a link is a channel."""
    from survey_app.links.pages import blueprint

    app.register_blueprint(blueprint)
