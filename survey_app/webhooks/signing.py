"""The signature by which a receiver knows that a message is ours and fresh."""
from __future__ import annotations

import hashlib
import hmac

from survey_app.settings import SettingsError

PREFIX = "whsec_"


def secret_of(secret_key: str | None, salt: str) -> str:
    """The secret of one webhook, derived from the installation's own: nothing that signs lies in the database.

    A new SECRET_KEY therefore gives every webhook another secret. Raises SettingsError without a key.
    """
    if not secret_key:
        raise SettingsError("SECRET_KEY is missing: the secrets of webhooks are derived from it.")
    return PREFIX + hmac.new(secret_key.encode(), f"webhook {salt}".encode(), hashlib.sha256).hexdigest()


def signature(secret: str, at: int, body: bytes) -> str:
    """The header X-Sipas-Signature: the second it was signed at, and HMAC-SHA256 over that second, a dot and the body."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
