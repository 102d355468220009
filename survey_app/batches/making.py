"""Making batches: the forms of a wave bundled in the order of villages and serial numbers."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from survey_app.batches.refusals import BatchRefused
from survey_app.batches.registry import NOBODY, Holder, refuse_unless_fit
from survey_app.database import writing
from survey_app.fielded import FieldedWave
from survey_app.journal import acting, record
from survey_app.models import AdminUnit, Batch, BatchCase, Case, Psu
from survey_app.people.scopes import Scope
from survey_app.sampling.frame_store import lock_household_wave

MOST = 1000


@dataclass(frozen=True)
class Bundling:
    """How forms are bundled: `size` in each batch; with `by_psu` none holds forms of two villages; of one commune only, or
    (`scope`) of an account's communes."""

    size: int
    by_psu: bool = False
    commune: int | None = None
    scope: Scope | None = None


@dataclass(frozen=True)
class MadeBatch:
    """A batch made or foreseen: its number, how many forms it has, the first and last serial."""

    number: int
    forms: int
    first: str
    last: str


def create_batches(engine: Engine, wave_code: str, bundling: Bundling, holder: Holder = NOBODY) -> list[MadeBatch]:
    """Bundle every form that is in no batch yet, and give the batches to `holder`.

    Called again it bundles what came since (replacements), so nothing is ever bundled twice. Raises NotFielded, Refused.
    """
    with writing(engine).begin() as connection:
        wave = lock_household_wave(connection, wave_code)
        bundles = _bundled(connection, wave, bundling)
        made = _foreseen(connection, wave.id, bundles)
        _store(connection, wave.id, made, bundles, holder)
        if made:
            named = refuse_unless_fit(connection, holder, select(Batch.id).where(Batch.wave_id == wave.id, Batch.number >= made[0].number))
            details = {"batches": len(made), "cases": sum(map(len, bundles)), "size": bundling.size, "by_psu": bundling.by_psu}
            record(connection, acting(), "batch.create", wave.code, details | named)
        return made


def foresee_batches(connection: Connection, wave: FieldedWave, bundling: Bundling) -> list[MadeBatch]:
    """The batches that `create_batches` would make now; nothing is stored. Raises Refused."""
    return _foreseen(connection, wave.id, _bundled(connection, wave, bundling))


def communes_left(connection: Connection, wave_id: int, scope: Scope) -> list[Row]:
    """Id and name of the communes, of those of an account, with forms that are in no batch, and how many: by name."""
    query = _unbundled(wave_id).join(AdminUnit, AdminUnit.id == Psu.unit_id).with_only_columns(AdminUnit.id, AdminUnit.name, func.count())
    return connection.execute(scope.communes(query, Psu.unit_id).group_by(AdminUnit.id, AdminUnit.name).order_by(AdminUnit.name)).all()


def _unbundled(wave_id: int) -> Select:
    query = select(Case.id, Case.serial, Case.psu_id).join(Psu, Psu.id == Case.psu_id).outerjoin(BatchCase, BatchCase.case_id == Case.id)
    return query.where(Case.wave_id == wave_id, BatchCase.case_id.is_(None))


def _bundled(connection: Connection, wave: FieldedWave, bundling: Bundling) -> list[list[Row]]:
    if not 1 <= bundling.size <= MOST:
        raise BatchRefused(f"Số phiếu một tập phải từ 1 đến {MOST}.", f"expected a size of 1 to {MOST} forms; came {bundling.size}")
    if wave.state == "closed":
        raise BatchRefused("Đợt đã đóng: không phát phiếu nữa.", f"wave {wave.code} is closed: no forms go out any more")
    query = _unbundled(wave.id).order_by(Psu.code, Case.serial)
    if bundling.commune:
        query = query.where(Psu.unit_id == bundling.commune)
    if bundling.scope:
        query = bundling.scope.communes(query, Psu.unit_id)
    return list(_bundles(connection.execute(query).all(), bundling))


def _bundles(forms: Sequence[Row], bundling: Bundling) -> Iterable[list[Row]]:
    for _, group in groupby(forms, key=lambda form: form.psu_id if bundling.by_psu else None):
        together = list(group)
        for start in range(0, len(together), bundling.size):
            yield together[start:start + bundling.size]


def _foreseen(connection: Connection, wave_id: int, bundles: list[list[Row]]) -> list[MadeBatch]:
    start = 1 + (connection.scalar(select(func.max(Batch.number)).where(Batch.wave_id == wave_id)) or 0)
    return [MadeBatch(number, len(bundle), bundle[0].serial, bundle[-1].serial) for number, bundle in enumerate(bundles, start)]


def _store(connection: Connection, wave_id: int, made: list[MadeBatch], bundles: list[list[Row]], holder: Holder) -> None:
    if not made:
        return
    shared = {"wave_id": wave_id, "created_by": acting(), "organisation_id": holder.organisation_id, "surveyor_id": holder.surveyor_id}
    connection.execute(insert(Batch), [{"number": batch.number, **shared} for batch in made])
    ids = dict(connection.execute(select(Batch.number, Batch.id).where(Batch.wave_id == wave_id, Batch.number >= made[0].number)).all())
    connection.execute(insert(BatchCase), [{"case_id": form.id, "batch_id": ids[batch.number]} for batch, bundle in zip(made, bundles, strict=True) for form in bundle])
