"""A visit in progress, kept in a signed cookie on the phone: nothing is stored here before the form is sent."""
from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from survey_app.asking.ways import Place

COOKIE = "phieu"
# Browsers drop a cookie above 4096 bytes without a word, name and attributes counted. Packed, a remark of 1000
# Vietnamese characters takes about 1200.
LARGEST = 3800
# A receipt can be looked at again for so many seconds; the next person at this device need not find it.
RECEIPT_LIFE = 24 * 3600


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


def read_draft(place: Place) -> Draft | None:
    """The draft of this place that the request carries; None without one, or when it is too old or of another instrument."""
    signed = request.cookies.get(_cookie(place)["key"])
    if not signed:
        return None
    try:
        owner, *rest = _serializer().loads(signed)
    except BadSignature:
        return None
    draft = Draft(*rest)
    fits = owner == place.key and draft.digest == place.instrument.digest and time.time() - draft.started < place.way.draft_life
    return draft if fits else None


def signed_draft(key: str, draft: Draft) -> str:
    """The draft as the value of the cookie of the place with this key. Raises TooLarge."""
    content = [key, draft.digest, draft.submission_id, draft.started, draft.answers, draft.receipt]
    signed = _serializer().dumps(content)
    if len(signed) > LARGEST:
        raise TooLarge(f"expected at most {LARGEST} characters, got {len(signed)}")
    return signed


def keep_draft(answer: Response, place: Place, draft: Draft) -> Response:
    """Let the phone keep a draft; it is sent to the pages of its place only, so two places do not mix. Raises TooLarge."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    life = RECEIPT_LIFE if draft.receipt else place.way.draft_life
    answer.set_cookie(value=signed_draft(place.key, draft), max_age=life, secure=secure, httponly=True, samesite="Lax", **_cookie(place))
    return answer


def forget_draft(answer: Response, place: Place) -> Response:
    """Remove the draft from the phone."""
    answer.delete_cookie(**_cookie(place))
    return answer


def _cookie(place: Place) -> dict[str, str]:
    """Name and path of the cookie. Where a place takes one form, the draft outlives its address: a new one finds it again."""
    if place.way.one_form_each:
        return {"key": f"{COOKIE}-{place.key}", "path": place.url().rsplit("/", 1)[0] + "/"}
    return {"key": COOKIE, "path": place.url()}


def _serializer() -> URLSafeSerializer:
    kept = current_app.extensions
    if "sipas.asking.serializer" not in kept:
        kept["sipas.asking.serializer"] = URLSafeSerializer(current_app.secret_key, salt="phone draft", serializer_kwargs={"ensure_ascii": False})
    return kept["sipas.asking.serializer"]
