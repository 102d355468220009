"""Making batches: the forms of a wave bundled in the order of villages and serial numbers."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine, Row, func, insert, select

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Batch, BatchCase, Case, Psu
from survey_app.sampling.frame_store import lock_household_wave
from survey_app.sampling.refusals import Refused

MOST = 1000


@dataclass(frozen=True)
class MadeBatch:
    """A new batch: its number, how many forms it has, the first and last serial."""

    number: int
    forms: int
    first: str
    last: str


def create_batches(engine: Engine, wave_code: str, size: int, *, by_psu: bool = False) -> list[MadeBatch]:
    """Bundle every form that is in no batch yet, `size` in each; with `by_psu` no batch holds forms of two villages.

    Called again it bundles what came since (replacements), so nothing is ever bundled twice. Raises NotFielded, Refused.
    """
    if not 1 <= size <= MOST:
        raise Refused(f"expected a size of 1 to {MOST} forms; came {size}")
    with writing(engine).begin() as connection:
        wave = lock_household_wave(connection, wave_code)
        if wave.state == "closed":
            raise Refused(f"wave {wave.code} is closed: no forms go out any more")
        forms = _unbundled(connection, wave.id)
        made = _store(connection, wave.id, list(_bundles(forms, size, by_psu)))
        if made:
            record(connection, acting(), "batch.create", wave.code, {"batches": len(made), "cases": len(forms), "size": size, "by_psu": by_psu})
        return made


def _unbundled(connection: Connection, wave_id: int) -> Sequence[Row]:
    query = select(Case.id, Case.serial, Case.psu_id).join(Psu, Psu.id == Case.psu_id).outerjoin(BatchCase, BatchCase.case_id == Case.id)
    return connection.execute(query.where(Case.wave_id == wave_id, BatchCase.case_id.is_(None)).order_by(Psu.code, Case.serial)).all()


def _bundles(forms: Sequence[Row], size: int, by_psu: bool) -> Iterable[list[Row]]:
    for _, group in groupby(forms, key=lambda form: form.psu_id if by_psu else None):
        together = list(group)
        for start in range(0, len(together), size):
            yield together[start:start + size]


def _store(connection: Connection, wave_id: int, bundles: list[list[Row]]) -> list[MadeBatch]:
    if not bundles:
        return []
    start = 1 + (connection.scalar(select(func.max(Batch.number)).where(Batch.wave_id == wave_id)) or 0)
    actor = acting()
    connection.execute(insert(Batch), [{"wave_id": wave_id, "number": number, "created_by": actor} for number, _ in enumerate(bundles, start)])
    ids = dict(connection.execute(select(Batch.number, Batch.id).where(Batch.wave_id == wave_id, Batch.number >= start)).all())
    connection.execute(insert(BatchCase), [{"case_id": form.id, "batch_id": ids[number]} for number, bundle in enumerate(bundles, start) for form in bundle])
    return [MadeBatch(number, len(bundle), bundle[0].serial, bundle[-1].serial) for number, bundle in enumerate(bundles, start)]
