"""A run recomputed from the database into a folder that is thrown away, and compared with what is stored of it. Nothing is written."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from pipeline.ground import AsOf
from pipeline.publish import Findings, rows_of
from pipeline.run import find
from pipeline.verify.cells import Cell, Compared, compare_documents, compare_rows
from pipeline.verify.ground import Part, Since, changed_parts
from pipeline.verify.names import renamed, without_names
from pipeline.verify.stored import StoredRun, came_since, read_seal, stored_rows, stored_run
from pipeline.verify.thinned import compare_gone, stays
from pipeline.yardsticks import read_yardsticks

# Of the diagnostics: how a run went about it, which another way of reaching the same sums says otherwise; and the ground, told in words.
NOT_FIGURES = ("sums", "ground")


@dataclass(frozen=True)
class Verdict:
    """The comparison, table by table, and the parts of the ground that changed since."""

    run: StoredRun
    compared: dict[str, Compared]
    ground: tuple[Part, ...]

    @property
    def differing(self) -> tuple[Cell, ...]:
        """All cells that differ."""
        return tuple(cell for compared in self.compared.values() for cell in compared.differing)

    @property
    def cells(self) -> int:
        """How many were compared."""
        return sum(compared.cells for compared in self.compared.values())

    @property
    def wrong(self) -> bool:
        """Whether something is not right with what the run stands on, even where its figures are the same."""
        return any(part.wrong for part in self.ground)

    @property
    def explained(self) -> bool:
        """Whether the ground is not the same, so that figures can differ without having been touched."""
        return any(part.explains for part in self.ground)


def verify(engine: Engine, wave: str, run: int | None = None) -> Verdict:
    """Recompute a run as of its moment, from the responses that it read: of `wave` run `run`, else the released one, else the last good one.

    Raises NothingToVerify where there is none, EngineError or InstrumentError where the wave can no longer be computed.
    """
    with engine.connect() as connection:
        stored = stored_run(connection, wave, run)
    as_of = AsOf(stored.started_at, stored.last_response, stored.last_act, stored.national, stored.shared)
    with TemporaryDirectory() as folder:
        wave_input, findings = find(engine, stored.wave_id, Path(folder), as_of=as_of)
    rows = {table: list(found) for table, found in rows_of(findings, wave_input.instrument.items).items()}
    gone = compare_gone(stored.thinned.digests, rows) if stored.thinned else {}
    if stored.thinned:
        rows = {table: [row for row in found if stays(table, row)] for table, found in rows.items()}
    with engine.connect() as connection:
        compared = {table.__tablename__: compare_rows(table, stored_rows(connection, table, stored.id), found) for table, found in rows.items()}
        today = read_yardsticks(connection, stored.wave_id)
        since = Since(*came_since(connection, stored), today.previous, today.national, read_seal(connection, stored), renamed(stored.method, findings.method))
    ground = tuple(changed_parts(stored, findings.method, findings.counts, findings.diagnostics, since))
    return Verdict(stored, compared | gone | _documents(stored, findings), ground)


def _documents(stored: StoredRun, findings: Findings) -> dict[str, Compared]:
    """The run's own row: its input digest and what it says of itself."""
    said = [{name: part for name, part in diagnostics.items() if name not in NOT_FIGURES} for diagnostics in (stored.diagnostics, findings.diagnostics)]
    return {
        "input_digest": compare_documents("input_digest", stored.input_digest, findings.input_digest),
        "counts": compare_documents("counts", stored.counts, findings.counts),
        "method": compare_documents("method", *map(without_names, (stored.method, findings.method))),
        "diagnostics": compare_documents("diagnostics", *said),
    }
