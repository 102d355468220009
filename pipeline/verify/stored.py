"""What the database holds of a run that is to be verified; read, never written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pipeline.errors import EngineError
from pipeline.yardsticks import standing_run
from survey_app.models import Base, Exclusion, Release, Response, Run, Wave


class NothingToVerify(EngineError):
    """No such wave, no such run of it, or none that succeeded."""


@dataclass(frozen=True)
class StoredRun:
    """A succeeded run as it is stored; `release`: the number under which it was last released, None where it was not."""

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
    return StoredRun(run, wave_id, wave, release, *row)


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
