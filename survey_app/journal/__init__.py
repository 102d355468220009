"""The journal: every change by a person, in a chain that only grows (docs/journal.md says what it can and cannot show)."""
from __future__ import annotations

from flask import Flask

from survey_app.journal.actors import acting
from survey_app.journal.chain import Head, head, record
from survey_app.journal.verifying import Verdict, verify

__all__ = ["Head", "Verdict", "acting", "head", "init_app", "record", "verify"]


def init_app(app: Flask) -> None:
    """Join the page for auditors and administrators."""
    from survey_app.journal.pages import blueprint

    app.register_blueprint(blueprint)
