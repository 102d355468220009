"""A visit in progress, kept in a signed cookie on the phone: nothing is stored here before the form is sent."""
from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from flask import Response, current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from forms import Instrument

COOKIE = "phieu"
LIFE = 24 * 3600
# Browsers drop a cookie above 4096 bytes without a word, name and attributes counted. Packed, a remark of 1000
# Vietnamese characters takes about 1200.
LARGEST = 3800


class TooLarge(ValueError):
    """The draft does not fit into a cookie."""


@dataclass
class Draft:
    """Coded answers so far; once sent only the receipt remains."""

    digest: str
    submission_id: str = field(default_factory=lambda: str(uuid4()))
    started: int = field(default_factory=lambda: int(time.time()))
    answers: dict = field(default_factory=dict)
    receipt: str = ""


def read_draft(code: str, instrument: Instrument) -> Draft | None:
    """The draft of this desk that the request carries; None without one, or when it is too old or of another instrument."""
    signed = request.cookies.get(COOKIE)
    if not signed:
        return None
    try:
        owner, *rest = _serializer().loads(signed)
    except BadSignature:
        return None
    draft = Draft(*rest)
    fits = owner == code and draft.digest == instrument.digest and time.time() - draft.started < LIFE
    return draft if fits else None


def signed_draft(code: str, draft: Draft) -> str:
    """The draft as the value of a cookie. Raises TooLarge."""
    content = [code, draft.digest, draft.submission_id, draft.started, draft.answers, draft.receipt]
    signed = _serializer().dumps(content)
    if len(signed) > LARGEST:
        raise TooLarge(f"expected at most {LARGEST} characters, got {len(signed)}")
    return signed


def keep_draft(answer: Response, code: str, signed: str) -> Response:
    """Let the phone keep a draft; the cookie is sent to this desk's pages only, so two desks do not mix."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(COOKIE, signed, max_age=LIFE, path=_path(code), secure=secure, httponly=True, samesite="Lax")
    return answer


def forget_draft(answer: Response, code: str) -> Response:
    """Remove the draft from the phone."""
    answer.delete_cookie(COOKIE, path=_path(code))
    return answer


def _path(code: str) -> str:
    return url_for("phone.intro", code=code)


def _serializer() -> URLSafeSerializer:
    kept = current_app.extensions
    if "sipas.phone.serializer" not in kept:
        kept["sipas.phone.serializer"] = URLSafeSerializer(current_app.secret_key, salt="phone draft", serializer_kwargs={"ensure_ascii": False})
    return kept["sipas.phone.serializer"]
