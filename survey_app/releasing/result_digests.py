"""Digests of everything that a run found, table by table, so that a release can prove later that none of it was changed."""
from __future__ import annotations

import hashlib
from operator import itemgetter

from sqlalchemy import ColumnElement, Connection, Table, select

from survey_app.journal.chain import canonical
from survey_app.models import Difference, Estimate, Measure, Priority, Pulse, QuestionFigure, Run

TABLES = {table.__tablename__: table.__table__ for table in (Measure, Estimate, Difference, Priority, QuestionFigure, Pulse)}
# What a run says of itself and pages show; who asked for it and when its process was alive is no result.
SAID = (Run.method, Run.counts, Run.diagnostics, Run.input_digest, Run.code_version)


def result_digests(connection: Connection, run_id: int) -> dict[str, str]:
    """SHA-256 (hex) by table of a run's rows, `run` being what the run says of itself.

    Of the canonical JSON of a list with an object a row, in the order of the key (texts by code points, whatever order the
    database has), without the run's id and without what is NULL: a column added later, empty for old runs, changes no digest.
    """
    about = connection.execute(select(*SAID).where(Run.id == run_id)).mappings().one()
    return {"run": digest_of([dict(about)]), **{name: digest_of(rows_of(connection, table, run_id)) for name, table in TABLES.items()}}


def rows_of(connection: Connection, table: Table, run_id: int, *where: ColumnElement[bool]) -> list[dict]:
    """The rows of a run in a table, as they are digested."""
    names = [column.name for column in table.columns if column.name != "run_id"]
    keys = [names.index(column.name) for column in table.primary_key if column.name != "run_id"]
    rows = connection.execute(select(*(table.c[name] for name in names)).where(table.c.run_id == run_id, *where)).all()
    return [{name: value for name, value in zip(names, row) if value is not None} for row in sorted(rows, key=itemgetter(*keys))]


def digest_of(rows: list[dict]) -> str:
    """SHA-256 (hex) of the canonical JSON of rows."""
    return hashlib.sha256(canonical(rows).encode()).hexdigest()
