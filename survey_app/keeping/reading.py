"""The rule as it is set, the runs that are due to be thinned by it, and those that were."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from survey_app.keeping.rule import kept_whole
from survey_app.models import Release, Run, RunKeeping, ThinnedRun, Wave, now
from survey_app.models.keeping import EVERYBODY, THINNED_TABLES, USUAL_NIGHTS

# What a row of these tables takes in an SQLite file, with its index (docs/server.md says how it was measured).
BYTES_A_ROW = 134
GOOD = select(Run.id, Run.wave_id, Run.finished_at, Wave.code).join(Wave, Wave.id == Run.wave_id)
GOOD = GOOD.outerjoin(ThinnedRun, ThinnedRun.run_id == Run.id).where(Run.state == "succeeded", ThinnedRun.run_id.is_(None)).order_by(Run.id)


@dataclass(frozen=True)
class Rule:
    """Whether runs are thinned, and after how many nights."""

    thins: bool = True
    nights: int = USUAL_NIGHTS


@dataclass(frozen=True)
class Due:
    """`runs`: to be thinned (id, wave_id, finished_at, code), the oldest first. `whole`: how many are kept whole, by reason."""

    runs: tuple[Row, ...]
    whole: Counter[str]


def rule(connection: Connection) -> Rule:
    """The rule as people set it, else the usual one."""
    row = connection.execute(select(RunKeeping.thins, RunKeeping.nights)).first()
    return Rule(*row) if row else Rule()


def due(connection: Connection, nights: int, at: datetime | None = None) -> Due:
    """What is to be thinned when runs are kept whole for `nights`; at: another moment than now."""
    runs = connection.execute(GOOD).all()
    whole = kept_whole(runs, set(connection.scalars(select(Release.run_id))), (at or now()) - timedelta(days=nights))
    rest = [run for run in runs if run.id not in whole]
    compared = _compared_with(connection, whole) if rest else set()
    whole |= {run.id: "compared" for run in rest if run.id in compared}
    return Due(tuple(run for run in rest if run.id not in compared), Counter(whole.values()))


def _compared_with(connection: Connection, runs: dict[int, str]) -> set[int]:
    """The runs of the waves before that these were compared with: who asks from where a change is measured shall find all of it."""
    previous = Run.method["previous"]["run"].as_integer()
    return set(connection.scalars(select(previous).where(Run.id.in_(runs), previous.is_not(None))))


def rows_due(connection: Connection, runs: Sequence[Row]) -> int:
    """How many rows would go with these runs."""
    numbers = [run.id for run in runs]
    return sum(connection.scalar(select(func.count()).select_from(table).where(table.run_id.in_(numbers), table.domain_kind != EVERYBODY)) for table in THINNED_TABLES)


def thinned_at(connection: Connection, runs: Sequence[int]) -> dict[int, datetime]:
    """When each of these runs was thinned; those that are whole are not in it."""
    return dict(connection.execute(select(ThinnedRun.run_id, ThinnedRun.thinned_at).where(ThinnedRun.run_id.in_(runs))).all())


def thinned_by_wave(connection: Connection) -> Sequence[Row]:
    """Of each wave that has thinned runs: code, title, how many, the first and last of them, when the last time."""
    numbers = func.count().label("runs"), func.min(Run.id).label("first"), func.max(Run.id).label("last"), func.max(ThinnedRun.thinned_at).label("at")
    query = select(Wave.code, Wave.title, *numbers).select_from(ThinnedRun).join(Run, Run.id == ThinnedRun.run_id).join(Wave, Wave.id == Run.wave_id)
    return connection.execute(query.group_by(Wave.id, Wave.code, Wave.title).order_by(Wave.code)).all()
