"""The page on which an auditor has every release held against the journal."""
from __future__ import annotations

from flask import render_template

from survey_app import engine
from survey_app.journal.pages import CHECKS_PER_ADDRESS
from survey_app.people.permissions import may
from survey_app.releasing.blueprint import blueprint
from survey_app.releasing.harms import NOTES
from survey_app.releasing.verifying import verify_releases
from survey_app.security import limiter


@blueprint.get("/kiem-tra")
@may("releases.read")
@limiter.limit(CHECKS_PER_ADDRESS)
def check():
    """Verify all releases; nothing is computed again."""
    with engine().connect() as connection:
        verdicts = verify_releases(connection)
    return render_template("releasing/check.html", verdicts=verdicts, notes=NOTES)
