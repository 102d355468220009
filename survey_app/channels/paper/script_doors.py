"""Doors for the keying script, which wants a status where a person would be led to the page to log in."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask_login import current_user

from survey_app.people.permissions import PERMISSIONS

NOT_ALLOWED = "Tài khoản của bạn không được nhập phiếu."


def script_may(right: str) -> Callable:
    """Let a view answer a script only for accounts with this right: 401 without a session, 403 without the right."""
    PERMISSIONS[right]

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*given, **named):
            if not current_user.is_authenticated:
                return {"reason": "session"}, 401
            if not current_user.may(right):
                return {"reason": "role", "message": NOT_ALLOWED}, 403
            return view(*given, **named)
        return guarded
    return guard
