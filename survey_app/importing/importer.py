"""Imports a file of forms into a wave: all of them or none, unless bad rows may be skipped."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine

from survey_app.answerable import closed_cases
from survey_app.fielded import FieldedWave, find_wave
from survey_app.importing.columns import ORIGIN_COLUMN, SUBMISSION, answer_columns, beyond, cells_by_column, read_header
from survey_app.importing.identity import identify, refuse_shared
from survey_app.importing.origins import load_origins
from survey_app.importing.report import Report
from survey_app.importing.rows import CHANNEL, Row, Rules, read_row
from survey_app.importing.stored import compare_with_stored
from survey_app.importing.tables import Table, read_table
from survey_app.intake import Receipt, Rejected, Submission, submit_many
from survey_app.journal import acting, record

Watch = Callable[[Sequence], Iterable]


def import_file(engine: Engine, wave_code: str, path: Path, *, today: date, sheet: str | None = None, skip_bad: bool = False,
                watch: Watch = iter, paradata_days: int = 90) -> Report:
    """Read, check and store the forms of a file; the report names every row that was refused and why.

    `watch` sees the rows pass by, for a display of progress. Raises NotFielded (no such wave), Rejected (the wave
    is not open) and Unreadable (the file is no table).
    """
    rules = _rules_of(engine, wave_code, today)
    table = read_table(path, sheet)
    report = Report(rules.wave.code, path.name, read=len(table.rows))
    places, report.findings = read_header(table.header, rules.wave.instrument, rules.wave.kind)
    if report.findings:
        report.refused = report.read
        return report
    rows = _read_rows(table, places, rules, watch)
    with engine.connect() as connection:
        there = compare_with_stored(connection, rules.wave, [row for row in rows if not row.findings])
    report.findings = [finding for row in rows for finding in row.findings]
    report.refused = sum(1 for row in rows if row.findings)
    report.already_there = len(there)
    good = [row for row in rows if not row.findings and row.number not in there]
    if report.refused and not skip_bad:
        report.held_back = len(good)
        return report
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    def alongside(connection: Connection, receipts: list[Receipt]) -> None:
        _refuse_unless_open(find_wave(connection, wave_code))  # reading a file takes long enough for somebody to close the wave
        report.new = sum(receipt.is_new for receipt in receipts)
        report.already_there += len(receipts) - report.new
        if report.new:
            record(connection, acting(), "import.file", rules.wave.code, _facts(report, digest))

    submit_many(engine, rules.wave, [_submission(row, rules) for row in good], channel=CHANNEL, paradata_days=paradata_days, alongside=alongside)
    return report


def _facts(report: Report, digest: str) -> dict:
    """What the journal says of a file."""
    return {"file": report.file, "digest": digest, "read": report.read, "new": report.new, "already_there": report.already_there, "refused": report.refused}


def _rules_of(engine: Engine, wave_code: str, today: date) -> Rules:
    with engine.connect() as connection:
        wave = find_wave(connection, wave_code)
        _refuse_unless_open(wave)
        closed = {} if wave.kind == "desk" else closed_cases(connection, wave.id)
        return Rules(wave, load_origins(connection, wave), answer_columns(wave.instrument), today, closed)


def _refuse_unless_open(wave: FieldedWave) -> None:
    if wave.state != "open":
        raise Rejected("closed", f"wave {wave.code} is {wave.state}, not open: nothing can be added to it")


def _read_rows(table: Table, places: dict[str, int], rules: Rules, watch: Watch) -> list[Row]:
    rows = []
    for number, cells in watch(table.rows):
        row = read_row(number, cells_by_column(cells, places), rules)
        for column, text in beyond(cells, table.header):
            row.refuse(column, text, "nothing; this cell stands under no heading. Has the row shifted?")
        rows.append(row)
    if rules.wave.kind != "desk":
        refuse_shared(rows, ORIGIN_COLUMN[rules.wave.kind], lambda row: row.origin)
    identify(rules.wave, rows)
    refuse_shared(rows, SUBMISSION, lambda row: row.submission_id)
    return rows


def _submission(row: Row, rules: Rules) -> Submission:
    return Submission(row.submission_id, row.raw, row.answered_on, language=row.language, **{rules.origins.field: row.origin})
