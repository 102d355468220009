"""What is in the database already: the same form again, or the same form with other answers."""
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Row as Found, select
from sqlalchemy.orm import aliased

from survey_app.fielded import FieldedWave
from survey_app.importing.cells import SEPARATOR
from survey_app.importing.columns import DAY, ORIGIN_COLUMN, SUBMISSION
from survey_app.importing.rows import Row
from survey_app.models import Case, Response

# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
STEP = 5_000
KEYINGS = ("first_keying", "second_keying")
_COLUMNS = (Response.submission_id, Response.wave_id, Response.case_id, Response.service_point_id, Response.answered_on, Response.answers)


def compare_with_stored(connection: Connection, wave: FieldedWave, rows: Sequence[Row]) -> set[int]:
    """The numbers of the rows that are stored already; a row that contradicts what is stored gets findings.

    A household has one form, so a case answered in any way counts, by the last correction of its answers.
    """
    by_id = {found.submission_id: found for found in _found(connection, Response.submission_id, [row.submission_id for row in rows])}
    by_case = {}
    if wave.kind != "desk":
        later = aliased(Response)
        current = (Response.purpose == "original", ~select(later.id).where(later.supersedes_id == Response.id).exists())
        by_case = {found.case_id: found for found in _found(connection, Response.case_id, [row.origin for row in rows], *current)}
        _refuse_half_keyed(connection, [row for row in rows if row.origin not in by_case], wave)
    there = set()
    for row in rows:
        found = by_id.get(row.submission_id) or by_case.get(row.origin)
        if found:
            _compare(row, found, wave)
        if found and not row.findings:
            there.add(row.number)
    return there


def _refuse_half_keyed(connection: Connection, rows: Sequence[Row], wave: FieldedWave) -> None:
    """A form that somebody keyed here waits for the second person: a file must not go before that."""
    origins = [row.origin for row in rows]
    keyed: dict[int, str] = {}
    for start in range(0, len(origins), STEP):
        query = select(Case.id, Case.serial).join(Response, Response.case_id == Case.id).where(Case.id.in_(origins[start:start + STEP]), Response.purpose.in_(KEYINGS))
        keyed |= dict(connection.execute(query).all())
    for row in rows:
        if row.origin in keyed:
            row.refuse(
                ORIGIN_COLUMN[wave.kind], keyed[row.origin],
                "a form that nobody has keyed here; this one was, and waits for the second person or for adjudication (Nhập phiếu). Leave its row out")


def _found(connection: Connection, column: ColumnElement, keys: Sequence, *conditions: ColumnElement[bool]) -> Iterator[Found]:
    for start in range(0, len(keys), STEP):
        yield from connection.execute(select(*_COLUMNS).where(column.in_(keys[start:start + STEP]), *conditions))


def _compare(row: Row, found: Found, wave: FieldedWave) -> None:
    origin = found.service_point_id if wave.kind == "desk" else found.case_id
    if (found.wave_id, origin) != (wave.id, row.origin):
        row.refuse(SUBMISSION, row.submission_id, f"an id of its own; a form of another wave or {ORIGIN_COLUMN[wave.kind]} has this one")
        return
    if found.answered_on != row.answered_on:
        _contradict(row, DAY, row.answered_on.isoformat(), found.answered_on.isoformat())
    stored = json.loads(found.answers)
    for code in _in_order(wave, stored, row.coded):
        if stored.get(code) != row.coded.get(code):
            _contradict(row, code, _written(row.coded.get(code)), _written(stored.get(code)))


def _in_order(wave: FieldedWave, *answers: dict) -> list[str]:
    """The codes answered anywhere, as the questionnaire orders them."""
    order = {code: place for place, code in enumerate(wave.instrument.items)}
    return sorted(set().union(*answers), key=lambda code: (order.get(code.removesuffix(".other"), len(order)), code))


def _written(coded: object) -> str:
    if coded is None:
        return ""
    return SEPARATOR.join(coded) if isinstance(coded, list) else str(coded)


def _contradict(row: Row, column: str, value: str, stored: str) -> None:
    row.refuse(column, value, f"{stored or 'blank'}, as stored; this form is in already and an import does not change it")
