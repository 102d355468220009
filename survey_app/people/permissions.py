"""What each role may do, in one table, and the guard that views put on."""
from __future__ import annotations

from functools import wraps

from flask import abort, current_app
from flask_login import current_user

# An auditor reads everything and changes nothing but the own password.
PERMISSIONS = {
    "results.read": {"administrator", "department", "auditor"},
    "results.recompute": {"administrator", "department"},
    "waves.read": {"administrator", "department", "auditor"},
    "waves.change": {"administrator", "department"},
    "units.read": {"administrator", "department", "auditor"},
    "units.change": {"administrator", "department"},
    "desks.read": {"administrator", "department", "auditor"},
    "desks.change": {"administrator", "department"},
    "sample.read": {"administrator", "department", "auditor"},
    "sample.change": {"administrator", "department"},
    "cases.read": {"administrator", "department", "supervisor", "surveyor", "auditor"},
    "cases.change": {"department", "supervisor"},
    "cases.dispose": {"department", "supervisor", "surveyor"},
    "batches.read": {"administrator", "department", "supervisor", "surveyor", "auditor"},
    "batches.change": {"administrator", "department", "supervisor"},
    "paper.open": {"administrator", "department", "supervisor", "surveyor", "auditor"},
    "paper.key": {"supervisor", "surveyor"},
    "paper.adjudicate": {"department", "supervisor"},
    "paper.correct": {"department", "supervisor"},
    "paper.watch": {"administrator", "department", "supervisor", "auditor"},
    "reports.read": {"administrator", "department", "auditor"},
    "external.read": {"administrator", "department", "auditor"},
    "external.change": {"administrator", "department"},
    "exclusions.read": {"administrator", "department", "auditor"},
    "exclusions.decide": {"department"},
    "people.read": {"administrator", "auditor"},
    "people.change": {"administrator"},
    "links.read": {"administrator", "department", "supervisor", "auditor"},
    "links.change": {"administrator", "department", "supervisor"},
    "journal.read": {"administrator", "auditor"},
    "tokens.read": {"administrator", "auditor"},
    "tokens.change": {"administrator"},
    "releases.read": {"administrator", "department", "auditor"},
    "releases.propose": {"administrator", "department"},
    "releases.decide": {"administrator", "department"},
    "schedule.read": {"administrator", "department", "auditor"},
    "schedule.change": {"administrator", "department"},
    "own.account": {"administrator", "department", "supervisor", "surveyor", "reinterviewer", "auditor"},
}
# Roles that see the whole province; every other sees the communes given to the account, and nothing when there are none.
PROVINCE_WIDE = {"administrator", "department", "auditor"}
# Where a person lands after logging in: the first page of these that the role may open.
HOMES = (("dashboard.index", "results.read"), ("paper.overview", "paper.open"), ("people.me", "own.account"))


def allows(role: str, right: str) -> bool:
    """Whether a role has a right; KeyError for a right that no line above names."""
    return role in PERMISSIONS[right]


def home_of(role: str) -> str:
    """The endpoint where this role begins."""
    return next(endpoint for endpoint, right in HOMES if allows(role, right))


def may(right: str):
    """Let a view answer only to accounts whose role has this right: others get 403, nobody logged in gets the log-in page.

    A right that PERMISSIONS does not name is a KeyError at import.
    """
    PERMISSIONS[right]

    def guard(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()
            if not current_user.may(right):
                abort(403)
            return view(*args, **kwargs)
        return guarded
    return guard
