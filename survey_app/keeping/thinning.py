"""Thinning runs: the figures of their domains go, their digests stay, and the journal names them, all in one transaction."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine, delete, insert, select

from survey_app.database import hot_write
from survey_app.journal import record
from survey_app.keeping.reading import due
from survey_app.models import Run, ThinnedRun
from survey_app.models.keeping import EVERYBODY, THINNED_TABLES
from survey_app.releasing.result_digests import digest_of, rows_of

# Of one transaction: on SQLite nobody else writes meanwhile, so it must be over in about a second.
AT_ONCE = 5


@dataclass(frozen=True)
class Thinned:
    """One transaction's work: runs of a wave, and how many rows went."""

    wave: str
    runs: tuple[int, ...]
    rows: int


def thin(engine: Engine, actor: str, nights: int, go_on: Callable[[], bool] = lambda: True) -> Iterator[Thinned]:
    """Thin every run that is due, a few at a time; go_on: asked before each transaction whether there shall be another."""
    with engine.connect() as connection:
        runs = due(connection, nights).runs
    for wave, group in groupby(sorted(runs, key=lambda run: (run.code, run.id)), key=lambda run: run.code):
        numbers = [run.id for run in group]
        for first in range(0, len(numbers), AT_ONCE):
            if not go_on():
                return
            done = _thin(engine, actor, nights, wave, numbers[first:first + AT_ONCE])
            if done.runs:
                yield done


def _thin(engine: Engine, actor: str, nights: int, wave: str, numbers: list[int]) -> Thinned:
    with engine.connect() as connection:  # rows never change, so digests are taken before anybody has to wait
        taken = {run: _what_goes(connection, run) for run in numbers}
    with hot_write(engine) as connection:
        connection.execute(select(Run.id).where(Run.id.in_(numbers)).with_for_update())
        still = {run.id for run in due(connection, nights).runs}  # somebody may have proposed one meanwhile
        going = {run: values for run, values in taken.items() if run in still}
        if not going:
            return Thinned(wave, (), 0)
        connection.execute(insert(ThinnedRun), [{"run_id": run, **values} for run, values in going.items()])
        for table in THINNED_TABLES:
            connection.execute(delete(table).where(table.run_id.in_(going), table.domain_kind != EVERYBODY))
        rows = sum(number for values in going.values() for number in values["rows"].values())
        record(connection, actor, "run.thin", wave, {"runs": list(going), "rows": rows, "nights": nights})
    return Thinned(wave, tuple(going), rows)


def _what_goes(connection: Connection, run: int) -> dict[str, dict]:
    """The columns of ThinnedRun that say what goes with a run."""
    rows = {table.__tablename__: rows_of(connection, table.__table__, run, table.domain_kind != EVERYBODY) for table in THINNED_TABLES}
    return {"rows": {name: len(found) for name, found in rows.items()}, "digests": {name: digest_of(found) for name, found in rows.items()}}
