"""Who acts: the account of a request, or the operating system's user of a command."""
from __future__ import annotations

import getpass
import os

from flask import has_request_context
from flask_login import current_user

# No account's name holds a colon, so none can pass for these.
COMMAND_LINE = "cli:"
NOBODY = "web:"
SCHEDULER = "scheduler:"


def acting() -> str:
    """The name under which the present change is recorded."""
    if not has_request_context():
        return COMMAND_LINE + _system_user()
    return current_user.username if current_user.is_authenticated else NOBODY


def _system_user() -> str:
    try:
        return getpass.getuser()[:60]
    except (KeyError, OSError):  # a user id without a name, as containers have
        return str(os.getuid())
