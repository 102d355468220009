"""Figures of others stand as the journal's entries, one after another, leave them."""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from survey_app.auditing.found import Rows, Stray
from survey_app.external.figures import KEY, SAID
from survey_app.models import ExternalFigure, JournalEntry, Wave

ADD, CHANGE, REMOVE = "external.add", "external.change", "external.remove"
Key = tuple[str, ...]  # wave, measure, kind, place
WHO = ExternalFigure.entered_by.type.length


@dataclass
class Standing:
    """What is known of a figure by its entries: the last one's number and person, the values told of so far."""

    number: int
    actor: str
    values: dict = field(default_factory=dict)


def compare_externals(connection: Connection) -> Rows:
    """Every figure that the journal knows; those entered by a version that did not say so are counted as older."""
    standing, older = _replayed(connection)
    query = select(ExternalFigure.__table__, Wave.code.label("wave")).join(Wave, Wave.id == ExternalFigure.wave_id)
    stored = {_key(row.wave, row._mapping): row for row in connection.execute(query)}
    strays = [Stray("external", _named(key), "gone", told.number) for key, told in standing.items() if key not in stored]
    for key, row in stored.items():
        if key in standing:
            strays += _compared(key, standing[key], row)
        elif row.entered_by is not None or key in older:
            strays.append(Stray("external", _named(key), "untold"))
    return Rows(tuple(strays), sum(key not in standing and row.entered_by is None for key, row in stored.items()))


def _compared(key: Key, told: Standing, row: Row) -> Iterator[Stray]:
    names = [name for name, value in told.values.items() if getattr(row, name) != value]
    if row.entered_by != told.actor[:WHO]:
        names.append("entered_by")
    if names:
        yield Stray("external", _named(key), "differs", told.number, tuple(names))


def _replayed(connection: Connection) -> tuple[dict[Key, Standing], set[Key]]:
    """What the entries leave, and the keys that they took away."""
    query = select(JournalEntry.number, JournalEntry.actor, JournalEntry.action, JournalEntry.subject, JournalEntry.details)
    standing: dict[Key, Standing] = {}
    gone: set[Key] = set()
    for entry in connection.execute(query.where(JournalEntry.action.in_((ADD, CHANGE, REMOVE))).order_by(JournalEntry.number)):
        key, details = _subject(entry.subject), json.loads(entry.details)
        before = standing.pop(key, None)
        gone.add(key)
        if entry.action != REMOVE:
            key, values = _after(key, before, entry.action, details)
            standing[key] = Standing(entry.number, entry.actor, values)
    return standing, gone - standing.keys()


def _after(key: Key, before: Standing | None, action: str, details: dict) -> tuple[Key, dict]:
    """Key and known values after an entry; a figure that was entered unsaid is known by what was changed of it."""
    if action == ADD:
        return key, {name: details.get(name) for name in SAID}
    changed = {name: after for name, (_, after) in details.items()}
    moved = key[:1] + tuple(changed.get(name, part) for name, part in zip(KEY, key[1:], strict=True))
    return moved, (before.values if before else {}) | {name: value for name, value in changed.items() if name in SAID}


def _key(wave: str, row) -> Key:
    return wave, *(row[name] for name in KEY)


def _subject(subject: str) -> Key:
    """Wave, measure, kind and place of an entry's subject; only a place has blanks, and only some kinds have one."""
    return tuple((subject.split(" ", 3) + [""])[:4])


def _named(key: Key) -> str:
    return " ".join(filter(None, key))
