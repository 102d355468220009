"""What became of every case: the events that people caused are those of the journal, those of responses follow from the answers, and a case says its last one."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.auditing.found import Rows, Stray
from survey_app.auditing.outcomes import Outcomes
from survey_app.fielded import find_wave
from survey_app.journal.chain import same_moment
from survey_app.models import Case, CaseEvent, JournalEntry, ReserveHousehold, Response, Wave
from survey_app.models.waves import NOT_WORKED
from survey_app.sampling.completeness import disposition_of, share_answered

BY_PEOPLE = ("disposition", "replaced")
# Once "miscellaneous" was kept under telephones' code; events say what was said then, cases were moved to the households' code.
RENAMED = {"2.35": "2.36"}
STEP = 1000
# Of an entry, and of the event that was written with it.
SAID = {"code": "disposition", "name": "actor", "reason": "reason"}


@dataclass(frozen=True)
class Place:
    """A case: wave and serial, and what it says became of it."""

    wave: str
    serial: str
    disposition: str

    @property
    def named(self) -> str:
        """For whoever reads of it."""
        return f"{self.wave} {self.serial}"


def compare_cases(connection: Connection) -> Rows:
    """All cases that anything happened to, and all others, to which nothing did."""
    query = select(Case.id, Wave.code, Case.serial, Case.disposition).join(Wave, Wave.id == Case.wave_id)
    places = {case: Place(*rest) for case, *rest in connection.execute(query)}
    events = connection.execute(select(CaseEvent.id, CaseEvent.case_id, CaseEvent.kind, CaseEvent.disposition, CaseEvent.reason, CaseEvent.actor, CaseEvent.happened_at).order_by(CaseEvent.id)).all()
    told, older = _told(connection, places, events)
    return Rows((*_last(places, events), *told, *_issued(connection, places, events), *_answered(connection, places)), older)


def _last(places: Mapping[int, Place], events: list[Row]) -> Iterator[Stray]:
    """Cases that say another thing than the last that happened to them. One that nothing happened to is worked on by nobody."""
    last = {event.case_id: event.disposition for event in events}
    for case, place in places.items():
        expected = RENAMED.get(code := last.get(case, NOT_WORKED), code)
        if place.disposition != expected:
            yield Stray("case", place.named, "not_last", stored=place.disposition, expected=expected)


def _told(connection: Connection, places: Mapping[int, Place], events: list[Row]) -> tuple[list[Stray], int]:
    """Events by people against the entries on their case, in order; and how many are older than the journal."""
    entries, begun = _entries(connection)
    by_case: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for event in events:
        if event.kind in BY_PEOPLE:
            by_case[places[event.case_id].wave, places[event.case_id].serial].append(event)
    strays, older = [], 0
    for key in sorted(by_case.keys() | entries.keys()):
        before = [event for event in by_case[key] if begun is None or (event.happened_at.isoformat() < begun)] if len(by_case[key]) > len(entries[key]) else []
        older += len(before)
        strays += _compared(" ".join(key), entries[key], by_case[key][len(before):])
    return strays, older


def _entries(connection: Connection) -> tuple[dict[tuple[str, str], list[tuple[int, str, dict]]], str | None]:
    """By wave and serial number, moment and details of each entry on a case; and since when there is a journal."""
    query = select(JournalEntry.number, JournalEntry.at, JournalEntry.subject, JournalEntry.details).where(JournalEntry.action == "case.event")
    found: dict[tuple[str, str], list] = defaultdict(list)
    for number, at, wave, details in connection.execute(query.order_by(JournalEntry.number)):
        said = json.loads(details)
        found[wave, said["serial"]].append((number, at, said))
    return found, connection.scalar(select(JournalEntry.at).where(JournalEntry.number == 1))


def _compared(where: str, entries: list[tuple[int, str, dict]], events: list[Row]) -> Iterator[Stray]:
    for (number, at, said), event in zip(entries, events, strict=False):
        names = [{"name": "actor"}.get(name, name) for name, column in SAID.items() if name in said and said[name] != getattr(event, column)]
        if not same_moment(at, event.happened_at):
            names.append("at")
        if names:
            yield Stray("case", where, "differs", number, tuple(names))
    yield from (Stray("case", where, "gone", number) for number, *_ in entries[len(events):])
    yield from (Stray("case", where, "untold") for _ in events[len(entries):])


def _issued(connection: Connection, places: Mapping[int, Place], events: list[Row]) -> Iterator[Stray]:
    """Replacements that the reserve, or the case that was replaced, does not know of."""
    query = select(ReserveHousehold.case_id, ReserveHousehold.replaces_case_id).where(ReserveHousehold.case_id.is_not(None))
    stands_for = dict(connection.execute(query).all())
    replaced = {event.case_id for event in events if event.kind == "replaced"}
    issued = {event.case_id for event in events if event.kind == "issued"}
    for case in sorted(issued ^ stands_for.keys()) + sorted(case for case, other in stands_for.items() if other not in replaced):
        yield Stray("case", places[case].named, "unplaced")


def _answered(connection: Connection, places: Mapping[int, Place]) -> Iterator[Stray]:
    """Events of responses that do not say what the answers give, or are of another case than they."""
    outcomes: dict[str, Outcomes] = {}
    query = select(CaseEvent.case_id, CaseEvent.disposition, Response.case_id.label("answered"), Response.answers).join(Response, Response.id == CaseEvent.response_id)
    for row in connection.execute(query.order_by(CaseEvent.id).execution_options(yield_per=STEP)):
        place = places[row.case_id]
        if place.wave not in outcomes:
            outcomes[place.wave] = Outcomes(find_wave(connection, place.wave).instrument)
        expected = outcomes[place.wave].of(json.loads(row.answers)) if row.answered == row.case_id else "–"
        if row.disposition != expected:
            yield Stray("case", place.named, "not_answers", stored=row.disposition, expected=expected)
