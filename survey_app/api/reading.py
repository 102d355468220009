"""Reading a submission's JSON: every field's type is checked and named before anything else looks at it."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from survey_app.locale import LANGUAGES
from survey_app.times import Reported

DEVICES = ("phone", "tablet", "desktop", "other")
MOST_TIMINGS = 100
LONGEST_TIMING = 86_400


class Malformed(ValueError):
    """A field that cannot be read: `field` names it."""

    def __init__(self, name: str, expected: str, got: object):
        super().__init__(f"{name}: expected {expected}, got {str(got)[:80]!r}")
        self.field = name


@dataclass(frozen=True)
class Envelope:
    """A submission as sent: answers still raw, everything around them checked. Either `code` (a desk's) or `link` is given."""

    submission_id: str
    instrument: str
    answers: dict
    code: str = ""
    link: str = ""
    language: str = "vi"
    device: str = "other"
    reported: Reported = Reported()
    timings: dict[str, int] = field(default_factory=dict)


def read_envelope(body: object) -> Envelope:
    """Check a decoded JSON body. Raises Malformed with the field, what was expected and what came."""
    if not isinstance(body, dict):
        raise Malformed("body", "a JSON object", type(body).__name__)
    unknown = sorted(set(body) - READERS.keys())
    if unknown:
        raise Malformed(unknown[0], f"one of the fields {', '.join(READERS)}", "an unknown field")
    missing = [name for name in ("submission_id", "instrument", "answers") if name not in body]
    if missing:
        raise Malformed(missing[0], "a value", "nothing")
    if ("code" in body) == ("link" in body):
        raise Malformed("code", "the code of a desk, or a link, one of the two", "both" if "code" in body else "nothing")
    read = {name: READERS[name](name, value) for name, value in body.items()}
    moments = {name: read.pop(name) for name in MOMENTS if name in read}
    return Envelope(reported=Reported(**moments), **read)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 100:
        raise Malformed(name, "a text of 1 to 100 characters", value)
    return value


def _uuid(name: str, value: object) -> str:
    try:
        return str(UUID(_text(name, value)))
    except ValueError:
        raise Malformed(name, "a UUID", value) from None


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(name, value))
        if moment.tzinfo and 1970 < moment.year < 9000:
            return moment
    except ValueError:
        pass
    raise Malformed(name, "an ISO 8601 time with its zone, like 2026-01-31T08:15:00Z", value)


def _answers(name: str, value: object) -> dict:
    if not isinstance(value, dict):
        raise Malformed(name, "an object of answers by item code", type(value).__name__)
    return value


def _timings(name: str, value: object) -> dict[str, int]:
    fits = isinstance(value, dict) and len(value) <= MOST_TIMINGS and all(
        len(key) <= 40 and type(seconds) in (int, float) and 0 <= seconds <= LONGEST_TIMING for key, seconds in value.items()
    )
    if not fits:
        raise Malformed(name, f"an object of at most {MOST_TIMINGS} sections with seconds (0 to {LONGEST_TIMING})", value)
    return {key: int(seconds) for key, seconds in value.items()}


def _among(*allowed: str):
    def read(name: str, value: object) -> str:
        if value not in allowed:
            raise Malformed(name, f"one of {', '.join(allowed)}", value)
        return value
    return read


MOMENTS = ("started_at", "finished_at", "sent_at")
READERS = {
    "submission_id": _uuid, "code": _text, "link": _text, "instrument": _text, "answers": _answers, "language": _among(*LANGUAGES),
    "device": _among(*DEVICES), "timings": _timings, **dict.fromkeys(MOMENTS, _moment),
}
