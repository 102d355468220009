"""Writing to the journal: each entry holds the hash of the one before it, and its own."""
from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from survey_app.journal.actions import ACTIONS
from survey_app.models import JournalEntry, JournalHead, now

MOST_DETAILS = 4000
# Clocks of several servers, and one that is set by another while it runs, differ by less.
CLOCK_LEEWAY = timedelta(minutes=1)
SCALARS = (str, int, float, bool, type(None))
Scalar = str | int | float | bool | None
Details = Mapping[str, Scalar | list[Scalar]]

# Built once: the head's row is taken with its lock, so that writers queue until this one's transaction ends.
TAKE_NEXT = update(JournalHead).values(number=JournalHead.number + 1).returning(JournalHead.number, JournalHead.hash)
ADD_ENTRY = insert(JournalEntry)
SET_HASH = update(JournalHead)


@dataclass(frozen=True)
class Head:
    """The last entry's number and hash: written down elsewhere, it proves later that nothing before it was changed."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Head:
        """A head as it is printed; raises ValueError."""
        found = re.fullmatch(r"(\d{1,9}):([0-9a-f]{64})", text.strip().lower())
        if found is None:
            raise ValueError(f"expected a number, a colon and 64 hexadecimal digits, got {text!r}")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def record(connection: Connection, actor: str, action: str, subject: str, details: Details | None = None) -> Head:
    """Add an entry within the transaction of the change itself: both are stored or neither.

    Call it last, for other writers wait from here to the end of the transaction; on SQLite the transaction must have
    begun as one that writes (`survey_app.database.writing`). `details` are scalars or lists of scalars by name: never
    answers, never anything about a respondent. Raises ValueError for an action that is not in ACTIONS, or such details.
    """
    if action not in ACTIONS:
        raise ValueError(f"expected an action of survey_app.journal.actions, got {action!r}")
    next_one = connection.execute(TAKE_NEXT).one()
    entry = {
        "number": next_one.number, "at": moment_text(now()), "actor": _text(actor, 80), "action": action, "subject": _text(subject, 200),
        "details": written(details or {}), "previous_hash": next_one.hash,
    }
    entry["hash"] = hash_of(**entry)
    connection.execute(ADD_ENTRY, entry)
    connection.execute(SET_HASH, {"hash": entry["hash"]})
    return Head(entry["number"], entry["hash"])


def head(connection: Connection) -> Head:
    """The last entry's number and hash; number 0 and zeros before the first."""
    return Head(*connection.execute(select(JournalHead.number, JournalHead.hash)).one())


def clock_behind(connection: Connection) -> str | None:
    """The moment of the last entry where this machine's clock is clearly before it: one of the two is wrong. None: it is not."""
    last = connection.scalar(select(JournalEntry.at).order_by(JournalEntry.number.desc()).limit(1))
    return last if last is not None and last > moment_text(now() + CLOCK_LEEWAY) else None


def same_moment(at: str, moment: datetime) -> bool:
    """Whether a row's moment is that of its entry: both are written in one transaction, and seconds pass at most."""
    return abs(datetime.fromisoformat(at) - moment) <= CLOCK_LEEWAY


def hash_of(**entry: int | str) -> str:
    """SHA-256 (hex) over the canonical JSON of number, at, actor, action, subject, details (its text) and previous_hash."""
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def moment_text(moment: datetime) -> str:
    """A moment as entries hold it, so that text compares as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces, no escapes beyond JSON's own."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def written(details: Details) -> str:
    """Details as the text that is stored and hashed (NFC). Raises ValueError for nested or very long ones."""
    for name, value in details.items():
        if not all(isinstance(part, SCALARS) for part in (value if isinstance(value, list) else [value])):
            raise ValueError(f"detail {name!r}: expected a scalar or a list of scalars, got {value!r}")
    text = unicodedata.normalize("NFC", canonical(dict(details)))
    if len(text) > MOST_DETAILS:
        raise ValueError(f"expected details of at most {MOST_DETAILS} characters, got {len(text)}; give counts, not lists")
    return text


def _text(value: str, most: int) -> str:
    return unicodedata.normalize("NFC", value)[:most]
