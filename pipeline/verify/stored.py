"""What the database holds of a run that is to be verified; read, never written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from pipeline.errors import EngineError
from pipeline.overlap import Pairs
from pipeline.yardsticks import standing_run
from survey_app.models import Base, Exclusion, JournalEntry, Release, Response, Run, ThinnedRun, Wave


# Entries that hold how many answers a wave was closed with; see docs/journal.md.
SEALS = ("wave.closed", "wave.seal")


class NothingToVerify(EngineError):
    """No such wave, no such run of it, or none that succeeded."""


@dataclass(frozen=True)
class StoredRun:
    """A succeeded run as it is stored; `release`: the number under which it was last released, None where it was not.

    thinned: thinned_at, rows and digests of what went, where only everybody's figures are kept; None for a whole run.
    """

    id: int
    wave_id: int
    wave: str
    release: int | None
    started_at: datetime
    code_version: str
    input_digest: str
    method: dict
    counts: dict
    diagnostics: dict
    thinned: Row | None

    @property
    def ground(self) -> Mapping:
        """What the run says that it stood on; empty for one computed by a version that did not say."""
        return self.diagnostics.get("ground", {})

    @property
    def last_response(self) -> int | None:
        """The highest id of a response that the run read; None where it does not say."""
        return self.ground.get("responses", {}).get("last")

    @property
    def last_act(self) -> int | None:
        """The highest id of an act of leaving a form out, or letting it in, that the run knew."""
        return self.ground.get("exclusions", {}).get("last")

    @property
    def national(self) -> dict[str, float] | None:
        """The country's scores that the run was given, in the order of its input; None where it holds no more than their digest."""
        given = self.ground.get("national")
        return {measure: given[measure] for measure in sorted(given)} if isinstance(given, Mapping) else None

    @property
    def shared(self) -> Pairs | None:
        """The villages in both samples that the run knew; None where it does not say, or there are none to know."""
        pairs = self.ground.get("shared")
        return None if pairs is None else tuple((tuple(new), tuple(old)) for new, old in pairs)


@dataclass(frozen=True)
class Sealed:
    """How many responses a closed wave was sealed with, and has now; entry: the journal's number of the seal."""

    entry: int
    then: int
    now: int


def read_seal(connection: Connection, stored: StoredRun) -> Sealed | None:
    """The first seal of the wave's answers in the journal; None for a wave that is open, or has none."""
    query = select(JournalEntry.number, JournalEntry.details).where(JournalEntry.action.in_(SEALS), JournalEntry.subject == stored.wave)
    told = ((number, json.loads(details)) for number, details in connection.execute(query.order_by(JournalEntry.number)).all())
    number, details = next(((number, details) for number, details in told if "responses" in details), (None, None))
    if details is None:
        return None
    return Sealed(number, details["responses"], connection.scalar(select(func.count()).select_from(Response).where(Response.wave_id == stored.wave_id)))


def stored_run(connection: Connection, wave: str, run: int | None = None) -> StoredRun:
    """Run `run` of a wave, or the one that readers were last shown, or while nothing is released the last good one; NothingToVerify."""
    wave_id = connection.scalar(select(Wave.id).where(Wave.code == wave))
    if wave_id is None:
        raise NothingToVerify(f"there is no wave {wave!r}. See them: sipas wave list")
    if run is None:
        standing = standing_run(connection, wave_id)
        if standing is None:
            raise NothingToVerify(f"wave {wave} has no succeeded run yet. Start one: sipas pipeline run --wave {wave}")
        run = standing.id
    columns = Run.started_at, Run.code_version, Run.input_digest, Run.method, Run.counts, Run.diagnostics
    row = connection.execute(select(*columns).where(Run.id == run, Run.wave_id == wave_id, Run.state == "succeeded")).first()
    if row is None:
        raise NothingToVerify(f"run {run} is not a succeeded run of wave {wave}. Leave --run out for the released one.")
    release = connection.scalar(select(func.max(Release.number)).where(Release.run_id == run, Release.state == "released"))
    thinned = connection.execute(select(ThinnedRun.thinned_at, ThinnedRun.rows, ThinnedRun.digests).where(ThinnedRun.run_id == run)).first()
    return StoredRun(run, wave_id, wave, release, *row, thinned)


def stored_rows(connection: Connection, table: type[Base], run: int) -> list[dict]:
    """The rows of a table that belong to a run, without its number."""
    columns = [column for column in table.__table__.c if column.name != "run_id"]
    return [dict(row) for row in connection.execute(select(*columns).where(table.run_id == run)).mappings()]


def came_since(connection: Connection, stored: StoredRun) -> tuple[int, int, int]:
    """What a run did not know yet: responses of its wave, how many of them correct another, acts of leaving forms out or letting them in."""
    if stored.last_response is None or stored.last_act is None:
        return 0, 0, 0
    responses = select(func.count(), func.count(Response.supersedes_id)).where(Response.wave_id == stored.wave_id, Response.id > stored.last_response)
    acts = select(func.count()).select_from(Exclusion).join(Response, Response.id == Exclusion.response_id)
    acts = acts.where(Response.wave_id == stored.wave_id, Exclusion.id > stored.last_act)
    return *connection.execute(responses).one(), connection.scalar(acts)
