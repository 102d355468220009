"""What each role may do, in one table, and the guard that views put on."""
from __future__ import annotations

from functools import wraps

from flask import abort, current_app
from flask_login import current_user

# An auditor reads everything and changes nothing but the own password.
PERMISSIONS = {
    "results.read": {"administrator", "department", "auditor"},
    "results.recompute": {"administrator", "department"},
    "desks.read": {"administrator", "department", "auditor"},
    "desks.change": {"administrator", "department"},
    "batches.read": {"administrator", "department", "supervisor", "surveyor", "auditor"},
    "batches.change": {"administrator", "department", "supervisor"},
    "paper.open": {"administrator", "department", "supervisor", "surveyor", "auditor"},
    "paper.key": {"supervisor", "surveyor"},
    "paper.adjudicate": {"department", "supervisor"},
    "paper.watch": {"administrator", "department", "supervisor", "auditor"},
    "people.read": {"administrator", "auditor"},
    "people.change": {"administrator"},
    "journal.read": {"administrator", "auditor"},
    "own.account": {"administrator", "department", "supervisor", "surveyor", "reinterviewer", "auditor"},
}
# Roles that see the whole province; every other sees the communes given to the account, and nothing when there are none.
PROVINCE_WIDE = {"administrator", "department", "auditor"}
# Where a person lands after logging in: the first page of these that the role may open.
HOMES = (("results.index", "results.read"), ("paper.overview", "paper.open"), ("people.me", "own.account"))


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
