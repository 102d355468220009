"""The register of administrative units in the database: adding to it, and finding what a unit became or was made of."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, and_, insert, or_, select, update

from survey_app.database import writing
from survey_app.importing.report import Report
from survey_app.models import AdminUnit, AdminUnitSuccessor
from survey_app.sampling.succession import follow
from survey_app.sampling.units_file import Succession, UnitSpan, UnitsFile, read_units_file

_SPAN = (AdminUnit.code, AdminUnit.name, AdminUnit.level, AdminUnit.parent_code, AdminUnit.valid_from, AdminUnit.valid_to)


@dataclass(frozen=True)
class RelatedUnit:
    """A unit that another became or was made of; `share` of the earlier one's households (None: a part of unknown size)."""

    code: str
    name: str
    valid_from: date
    share: float | None


def import_units(engine: Engine, path: Path, sheet: str | None = None) -> Report:
    """Bring the register up to a file: all of it or, when a row is bad, nothing. Raises Unreadable."""
    file = read_units_file(path, sheet)
    report = Report("", path.name, read=len(file.rows))
    with writing(engine).begin() as connection:
        known = {(span.code, span.valid_from): (unit_id, span) for unit_id, span in _spans(connection)}
        links = _resolve(file, {**{key: span for key, (_, span) in known.items()}, **file.spans})
        report.findings = file.findings + [finding for row in file.rows for finding in row.findings]
        report.refused = sum(1 for row in file.rows if row.findings)
        if report.findings:
            report.held_back = report.read - report.refused
            return report
        ids = {key: unit_id for key, (unit_id, _) in known.items()}
        changed, linked = _store_spans(connection, file.spans, known, ids), _store_links(connection, links, ids)
    report.new = sum(1 for number, key in file.keys.items() if key in changed or number in linked)
    report.already_there = report.read - report.new
    return report


def _spans(connection: Connection) -> list[tuple[int, UnitSpan]]:
    return [(row.id, UnitSpan(*row[1:])) for row in connection.execute(select(AdminUnit.id, *_SPAN))]


def _resolve(file: UnitsFile, spans: dict[tuple[str, date], UnitSpan]) -> list[tuple[Succession, UnitSpan]]:
    """Each succession with the span of its successor that was in life when the unit ended; refuses what cannot be."""
    by_code = defaultdict(list)
    for span in spans.values():
        by_code[span.code].append(span)
    _refuse_overlaps(file, by_code)
    links = []
    for succession in file.successions:
        end, row = succession.unit.valid_to, succession.row
        there = [span for span in by_code[succession.successor_code] if end and in_life(span.valid_from, span.valid_to, end)]
        if there:
            links.append((succession, there[0]))
        elif end:
            row.refuse("successor_code", f"a unit that is in life on {end}, in this file or known already")
    return links


def _refuse_overlaps(file: UnitsFile, by_code: dict[str, list[UnitSpan]]) -> None:
    for row in file.rows:
        code = row.code("code") if not row.findings else None
        spans = sorted(by_code[code], key=lambda span: span.valid_from) if code else []
        for earlier, later in zip(spans, spans[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                row.refuse("valid_to", f"spans of {code} that do not overlap; one from {earlier.valid_from} has not ended when another begins on {later.valid_from}")
                break


def in_life(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether a span holds a day; its last day is the one before `valid_to`."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def _store_spans(connection: Connection, spans: dict, known: dict, ids: dict[tuple[str, date], int]) -> set[tuple[str, date]]:
    """Add what is not known, correct what is; returns the keys of both."""
    changed = set()
    for key, span in spans.items():
        if key not in known:
            ids[key] = connection.execute(insert(AdminUnit).values(**vars(span))).inserted_primary_key[0]
        elif known[key][1] != span:
            connection.execute(update(AdminUnit).where(AdminUnit.id == ids[key]).values(**vars(span)))
        else:
            continue
        changed.add(key)
    return changed


def _store_links(connection: Connection, links: Iterable[tuple[Succession, UnitSpan]], ids: dict[tuple[str, date], int]) -> set[int]:
    """The same for successors; returns the numbers of the rows that named them."""
    stored = {(row.unit_id, row.successor_id): row.share for row in connection.execute(select(*AdminUnitSuccessor.__table__.c))}
    changed = set()
    for succession, successor in links:
        key = (ids[succession.unit.code, succession.unit.valid_from], ids[successor.code, successor.valid_from])
        if key not in stored:
            connection.execute(insert(AdminUnitSuccessor).values(unit_id=key[0], successor_id=key[1], share=succession.share))
        elif stored[key] != succession.share:
            same = and_(AdminUnitSuccessor.unit_id == key[0], AdminUnitSuccessor.successor_id == key[1])
            connection.execute(update(AdminUnitSuccessor).where(same).values(share=succession.share))
        else:
            continue
        changed.add(succession.row.number)
    return changed


def unit_on(connection: Connection, code: str, day: date) -> int | None:
    """The id of the unit that had this code on a day."""
    in_span = (AdminUnit.valid_from <= day, or_(AdminUnit.valid_to.is_(None), AdminUnit.valid_to > day))
    return connection.scalar(select(AdminUnit.id).where(AdminUnit.code == code, *in_span))


def successors(connection: Connection, code: str, on: date, at: date) -> list[RelatedUnit]:
    """What the unit that had `code` on day `on` had become by the later day `at`; by code. LookupError for an unknown unit."""
    return _related(connection, code, on, at, forward=True)


def predecessors(connection: Connection, code: str, on: date, at: date) -> list[RelatedUnit]:
    """The units of the earlier day `at` that went, whole or in part, into the unit that had `code` on day `on`; by code."""
    return _related(connection, code, on, at, forward=False)


def _related(connection: Connection, code: str, on: date, at: date, forward: bool) -> list[RelatedUnit]:
    start = unit_on(connection, code, on)
    if start is None:
        raise LookupError(f"no unit had the code {code} on {on}")
    spans = dict(_spans(connection))
    links = defaultdict(list)
    for unit, successor, share in connection.execute(select(*AdminUnitSuccessor.__table__.c)):
        links[unit if forward else successor].append((successor if forward else unit, share))
    found = follow(start, links, lambda unit: in_life(spans[unit].valid_from, spans[unit].valid_to, at))
    return sorted((RelatedUnit(spans[unit].code, spans[unit].name, spans[unit].valid_from, share) for unit, share in found.items()), key=lambda unit: unit.code)
