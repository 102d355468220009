"""What comes in from the keying page: the script's JSON and the plain form, both read into a Keyed."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from forms import Instrument
from survey_app.channels.paper.keying import Keyed
from survey_app.channels.paper.notation import decode_sheet
from survey_app.channels.paper.refusals import Refused
from survey_app.fielded import FieldedWave
from survey_app.models import now
from survey_app.times import LOCAL

# Above these a figure is a slip of a clock or a program, not work.
LONGEST_SHEET, LONGEST_WAIT, MOST_KEYSTROKES = 86_400, 90 * 86_400, 100_000
FIGURES = {"seconds": LONGEST_SHEET, "waited": LONGEST_WAIT, "keystrokes": MOST_KEYSTROKES}


class Unreadable(ValueError):
    """The script sent something that no page of ours sends; the message is for programmers."""


def read_document(document: object, wave: FieldedWave) -> tuple[str, Keyed]:
    """Serial and keying from the script's JSON; raises Unreadable, Refused.

    {submission_id, serial, answered_on, seconds, waited, keystrokes, answers: {field: signs}}; `waited` are the seconds
    from finishing to sending. Only differences of the device's clock are used, so a wrong clock does no harm.
    """
    if not isinstance(document, Mapping):
        raise Unreadable("expected a JSON object")
    figures = {name: _figure(document, name, most) for name, most in FIGURES.items()}
    serial, typed = _text(document, "serial"), document.get("answers")
    if not isinstance(typed, Mapping) or not all(isinstance(signs, str) for signs in typed.values()):
        raise Unreadable("answers: expected an object of texts")
    finished = now() - timedelta(seconds=figures["waited"])
    return serial, Keyed(
        read_submission_id(_text(document, "submission_id")), decoded(wave.instrument, typed, serial), read_day(_text(document, "answered_on"), serial),
        finished - timedelta(seconds=figures["seconds"]), finished, figures["seconds"], figures["keystrokes"])


def read_form(form: Mapping, wave: FieldedWave, serial: str, since: datetime | None) -> Keyed:
    """A keying from the plain form; `since` is when the sheet was taken in hand. Raises Unreadable, Refused."""
    finished = now()
    started = since or finished
    typed = {code: signs for code, signs in form.items() if code not in ("csrf_token", "submission_id", "answered_on")}
    return Keyed(
        read_submission_id(form.get("submission_id", "")), decoded(wave.instrument, typed, serial), read_day(form.get("answered_on", ""), serial),
        started, finished, min(LONGEST_SHEET, int((finished - started).total_seconds())))


def decoded(instrument: Instrument, typed: Mapping[str, str], serial: str) -> dict:
    """Raw answers for the intake from the signs in the fields; Refused names the fields with bad signs."""
    answers, wrong = decode_sheet(instrument, typed)
    if wrong:
        raise Refused("invalid", serial, wrong=wrong)
    return answers


def read_submission_id(text: str) -> str:
    """A UUID as text; Unreadable for anything else."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Unreadable(f"submission_id: expected a UUID, came {text[:40]!r}") from None


def read_day(text: str, serial: str) -> date:
    """The day written on the sheet, as a date field sends it; Refused for a day to come or none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("outside", serial, wrong={"answered_on": "Hãy ghi ngày trả lời theo phiếu."}) from None
    if day > datetime.now(LOCAL).date():
        raise Refused("outside", serial, wrong={"answered_on": "Ngày trả lời ở tương lai."})
    return day


def _figure(document: Mapping, name: str, most: int) -> int:
    value = document.get(name)
    if type(value) is not int or not 0 <= value <= most:
        raise Unreadable(f"{name}: expected a whole number from 0 to {most}, came {value!r}")
    return value


def _text(document: Mapping, name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise Unreadable(f"{name}: expected a text")
    return value
