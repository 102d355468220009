"""From the database to the analysis file: reads only responses that no part holds yet, and notices when parts no longer hold."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Engine, Row, select

from forms import Instrument
from pipeline import analysis_parts as parts
from pipeline.analysis_columns import Layout
from pipeline.analysis_parts import Manifest, Part
from pipeline.errors import DataError
from pipeline.frames import Frame, read_frame
from survey_app.models import Response, StoredInstrument, Wave

PART_ROWS = 50_000
# Many small parts are slow to read: past this number they are written anew as few.
MOST_PARTS = 200
SAFE_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class WaveInput:
    """A wave as the pipeline sees it."""

    id: int
    code: str
    kind: str
    index_name: str
    design: dict
    instrument: Instrument


@dataclass(frozen=True)
class Extracted:
    """A wave's analysis file, brought up to date."""

    folder: Path
    manifest: Manifest
    layout: Layout
    frame: Frame

    def table(self) -> pa.Table:
        """Every stored response of the wave, superseded ones included, sorted by response_id."""
        return self.read(self.manifest.parts)

    def read(self, some: Sequence[Part], ids: np.ndarray | None = None) -> pa.Table:
        """The rows of some parts, or those of them with these response_ids; parts that cannot hold one are not opened."""
        if ids is not None:
            some = [part for part in some if ((part.first <= ids) & (ids <= part.last)).any()]
        table = parts.read(self.folder, replace(self.manifest, parts=tuple(some)), self.layout.schema)
        return table if ids is None else table.filter(pc.is_in(table["response_id"], value_set=pa.array(ids, pa.int64())))


def read_wave(connection: Connection, wave_id: int) -> WaveInput:
    """The wave with its frozen instrument."""
    query = select(Wave.id, Wave.code, Wave.kind, Wave.index_name, Wave.design, StoredInstrument.definition)
    row = connection.execute(query.join(StoredInstrument).where(Wave.id == wave_id)).one()
    return WaveInput(*row[:5], Instrument.from_json(row.definition))


def extract(engine: Engine, wave: WaveInput, analysis_dir: Path, upto: int | None = None) -> Extracted:
    """Bring the analysis file of `wave` under `analysis_dir` up to date and return it.

    Which responses are missing is decided by comparing all ids, never by the highest one alone: on PostgreSQL a response
    that took a lower id may become visible after one that took a higher. The parts are written anew when they
    no longer hold: another instrument or layout, a changed frame, a deleted response, a database restored or
    made anew, a damaged file. One run a wave at a time (see `claim`), so nobody else writes here.
    `upto`: responses with higher ids are passed over, as if they had not come yet; None: none is.
    Raises DataError when a response stands outside the wave's frame.
    """
    if not SAFE_NAME.fullmatch(wave.code):
        raise DataError(f"wave code {wave.code!r} cannot name a folder; expected letters, digits, '-', '_' and '.'")
    folder = analysis_dir / wave.code
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        frame = read_frame(connection, wave.id, wave.kind)
        layout = Layout(frame.place, wave.instrument)
        present = _ids(connection, wave.id, upto)
        ground = Manifest(wave.code, layout.digest, frame.digest)
        kept, known = _kept(connection, folder, ground, present)
        added = tuple(_add_parts(connection, folder, layout, frame, wave.id, np.setdiff1d(present, known), known))
    manifest = replace(kept, parts=kept.parts + added)
    parts.store(folder, manifest)
    return Extracted(folder, manifest, layout, frame)


def read_responses(connection: Connection, wave: WaveInput, upto: int | None = None) -> pa.Table:
    """Every stored response of `wave` as its analysis file has them, sorted by response_id; nothing is written. `upto` and errors: as in `extract`."""
    frame = read_frame(connection, wave.id, wave.kind)
    layout, ids = Layout(frame.place, wave.instrument), _ids(connection, wave.id, upto)
    blocks = (_rows(connection, frame, wave.id, ids[start : start + PART_ROWS]) for start in range(0, ids.size, PART_ROWS))
    return pa.concat_tables([layout.schema.empty_table(), *(_table(layout, frame, rows) for rows in blocks)])


def _ids(connection: Connection, wave_id: int, upto: int | None) -> np.ndarray:
    """The ids of the wave's responses, sorted, int64."""
    ids = select(Response.id).where(Response.wave_id == wave_id).order_by(Response.id)
    return np.array(connection.scalars(ids if upto is None else ids.where(Response.id <= upto)).all(), dtype=np.int64)


def _kept(connection: Connection, folder: Path, ground: Manifest, present: np.ndarray) -> tuple[Manifest, np.ndarray]:
    """The parts that still hold and the ids in them; all parts or none."""
    manifest = parts.load(folder)
    if manifest and manifest.same_ground(ground) and len(manifest.parts) <= MOST_PARTS and parts.whole(folder, manifest):
        known = parts.read(folder, manifest, pa.schema([("response_id", pa.int64())]))["response_id"].to_numpy()
        if np.isin(known, present).all() and _same_database(connection, manifest.parts):
            return manifest, known
    return ground, np.array([], dtype=np.int64)


def _same_database(connection: Connection, stored: Sequence[Part]) -> bool:
    """Whether the first and last response of every part are still the same ones, not others that were given their ids."""
    ends = {end for part in stored for end in (part.first, part.last)}
    found = dict(connection.execute(select(Response.id, Response.submission_id).where(Response.id.in_(ends))).all()) if ends else {}
    return all(_ends(found[part.first], found[part.last]) == part.ends for part in stored)


def _ends(first: str, last: str) -> str:
    return hashlib.sha256(f"{first} {last}".encode()).hexdigest()[:16]


def _add_parts(connection: Connection, folder: Path, layout: Layout, frame: Frame, wave_id: int, missing: np.ndarray, known: np.ndarray) -> Iterator[Part]:
    """Write the missing responses as parts: those that became visible late apart from those after the last known."""
    watermark = known.max() if known.size else 0
    for ids in (missing[missing <= watermark], missing[missing > watermark]):
        for start in range(0, ids.size, PART_ROWS):
            rows = _rows(connection, frame, wave_id, ids[start : start + PART_ROWS])
            yield parts.write_part(folder, _table(layout, frame, rows), _ends(rows[0].submission_id, rows[-1].submission_id))


def _rows(connection: Connection, frame: Frame, wave_id: int, ids: np.ndarray) -> list[Row]:
    """The responses with these ids, sorted; others between them (known already, or arrived since) are passed over."""
    query = select(
        Response.id, Response.supersedes_id, frame.key.label("place_id"), Response.answered_on, Response.channel,
        Response.purpose, Response.language, Response.answers, Response.submission_id,
    ).where(Response.wave_id == wave_id, Response.id.between(int(ids[0]), int(ids[-1]))).order_by(Response.id)
    wanted = set(ids.tolist())
    return [row for row in connection.execute(query.execution_options(yield_per=2_000)) if row.id in wanted]


def _table(layout: Layout, frame: Frame, rows: list[Row]) -> pa.Table:
    outside = [row.id for row in rows if row.place_id not in frame.entries]
    if outside:
        raise DataError(f"{len(outside)} responses stand outside the frame of the wave (response {outside[0]} first); expected the wave's own cases or desks")
    leading = [
        (row.id, row.supersedes_id, *frame.locate(frame.entries[row.place_id], row.answered_on), row.answered_on, row.channel, row.purpose, row.language)
        for row in rows
    ]
    return layout.table(leading, [json.loads(row.answers) for row in rows])
