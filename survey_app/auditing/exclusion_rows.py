"""Forms left out, or let in again, are those that the journal tells of: with the reason, the words, the person and the moment."""
from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.auditing.found import Rows, Stray
from survey_app.exclusions.told import forms_digest
from survey_app.journal.chain import same_moment
from survey_app.models import Exclusion, JournalEntry, Response, Wave

ACTS = {"exclusion.out": "out", "exclusion.in": "in"}
Group = list[Row]


@dataclass(frozen=True)
class Told:
    """An entry on forms: its number, moment, what it says of all of them."""

    number: int
    at: str
    wave: str
    act: str
    actor: str
    details: dict


def compare_exclusions(connection: Connection) -> Rows:
    """Each entry against the rows written with it: those of one wave, person and moment."""
    groups, strays = _groups(connection), []
    for told in _entries(connection):
        group = next((group for group in groups[told.wave, told.act] if same_moment(told.at, group[0].happened_at) and not _differing(told, group)), None)
        if group is None:
            group = next((group for group in groups[told.wave, told.act] if _near(told, group)), None)
            names = _differing(told, group) if group else ()
            strays.append(Stray("exclusion", _where(told), "differs" if group else "gone", told.number, names))
        if group:
            groups[told.wave, told.act].remove(group)
    left = [Stray("exclusion", f"{wave} {group[0].happened_at:%Y-%m-%d %H:%M:%S} ({len(group)})", "untold") for (wave, _), groups_left in groups.items() for group in groups_left]
    return Rows((*strays, *left))


def _groups(connection: Connection) -> dict[tuple[str, str], list[Group]]:
    """By wave and act the rows of each moment, in their order."""
    query = select(Exclusion, Wave.code.label("wave")).join(Response, Response.id == Exclusion.response_id).join(Wave, Wave.id == Response.wave_id)
    moments: dict[tuple, Group] = defaultdict(list)
    for row in connection.execute(query.order_by(Exclusion.id)):
        moments[row.wave, row.act, row.happened_at].append(row)
    found: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for (wave, act, _), group in moments.items():
        found[wave, act].append(group)
    return found


def _entries(connection: Connection) -> list[Told]:
    query = select(JournalEntry.number, JournalEntry.at, JournalEntry.subject, JournalEntry.action, JournalEntry.actor, JournalEntry.details)
    rows = connection.execute(query.where(JournalEntry.action.in_(ACTS)).order_by(JournalEntry.number))
    return [Told(row.number, row.at, row.subject, ACTS[row.action], row.actor, json.loads(row.details)) for row in rows]


def _differing(told: Told, group: Group) -> tuple[str, ...]:
    """What of the rows is not what the entry says; what an entry does not say is not compared."""
    every = {name: {getattr(row, column) for row in group} for name, column in (("exclusion", "reason"), ("reason", "words"), ("actor", "actor"))}
    said = {"exclusion": told.details.get("exclusion"), "reason": told.details.get("reason"), "actor": told.actor}
    differing = [name for name in every if every[name] != {said[name]}]
    if not same_moment(told.at, group[0].happened_at):
        differing.append("at")
    if told.details.get("count") != len(group):
        differing.append("count")
    if "forms_digest" in told.details and told.details["forms_digest"] != forms_digest(row.response_id for row in group):
        differing.append("forms")
    return tuple(differing)


def _near(told: Told, group: Group) -> bool:
    """Whether rows that are not what the entry says are probably those that it meant."""
    return same_moment(told.at, group[0].happened_at) or len(_differing(told, group)) == 1


def _where(told: Told) -> str:
    return f"{told.wave} {told.at[:19].replace('T', ' ')} ({told.details.get('count')})"
