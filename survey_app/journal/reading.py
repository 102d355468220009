"""Looking entries up: by time, actor, action and subject, the newest first."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, Row, Select, select

from survey_app.journal.chain import moment_text
from survey_app.locale import show_moment
from survey_app.models import JournalEntry
from survey_app.times import LOCAL

COLUMNS = (
    JournalEntry.number, JournalEntry.at, JournalEntry.actor, JournalEntry.action, JournalEntry.subject, JournalEntry.details,
    JournalEntry.previous_hash, JournalEntry.hash,
)
# Most entries of a working day, and seldom what is looked for.
LOGINS = ("login.success", "login.failure")


@dataclass(frozen=True)
class Entry:
    """An entry as it is shown."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    details: dict
    previous_hash: str
    hash: str

    @property
    def moment(self) -> str:
        """When it was, for people; the text itself when somebody made it unreadable."""
        try:
            return show_moment(datetime.fromisoformat(self.at))
        except ValueError:
            return self.at


@dataclass(frozen=True)
class Filter:
    """Which entries are wanted; days are Vietnam's, both ends included. None: all."""

    since: date | None = None
    until: date | None = None
    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    before: int | None = None
    no_logins: bool | None = None

    def of(self, query: Select) -> Select:
        """The query, limited."""
        wanted = (
            (self.since, lambda: JournalEntry.at >= _start_of(self.since)),
            (self.until, lambda: JournalEntry.at < _start_of(self.until + timedelta(days=1))),
            (self.actor, lambda: JournalEntry.actor == self.actor),
            (self.action, lambda: JournalEntry.action == self.action),
            (self.subject, lambda: JournalEntry.subject.contains(self.subject, autoescape=True)),
            (self.before, lambda: JournalEntry.number < self.before),
            (self.no_logins, lambda: JournalEntry.action.not_in(LOGINS)),
        )
        return query.where(*(condition() for value, condition in wanted if value is not None))


def list_entries(connection: Connection, wanted: Filter, most: int | None = None) -> list[Entry]:
    """The entries that a filter lets through, the newest first, at most so many."""
    rows = connection.execute(wanted.of(select(*COLUMNS)).order_by(JournalEntry.number.desc()).limit(most))
    return [_entry(row) for row in rows]


def known_actors(connection: Connection) -> list[str]:
    """Everybody who stands in the journal."""
    return list(connection.scalars(select(JournalEntry.actor).distinct().order_by(JournalEntry.actor)))


def _entry(row: Row) -> Entry:
    try:
        details = dict(json.loads(row.details))
    except (ValueError, TypeError):  # changed by somebody past us: verifying tells, this page still shows it
        details = {"?": str(row.details)}
    return Entry(*row[:5], details, *row[6:])


def _start_of(day: date) -> str:
    return moment_text(datetime.combine(day, time(), LOCAL))
