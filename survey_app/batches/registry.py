"""Which batches there are, who has them, and handing one over."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Select, or_, select, update

from survey_app.addresses import LARGEST
from survey_app.batches.ledger import read_ledgers
from survey_app.batches.refusals import BatchRefused
from survey_app.batches.sums import Ledger
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import AdminUnit, Batch, BatchCase, Case, Organisation, Psu, User, Wave
from survey_app.people.scopes import Scope, units_given_to
from survey_app.sampling.refusals import Refused


@dataclass(frozen=True)
class Holder:
    """Who has a batch: an organisation and a surveyor of it, by id; None: nobody yet."""

    organisation_id: int | None = None
    surveyor_id: int | None = None


NOBODY = Holder()


@dataclass(frozen=True)
class ListedBatch:
    """A batch with who has it and its ledger."""

    id: int
    number: int
    organisation_id: int | None
    organisation: str | None
    surveyor_id: int | None
    surveyor: str | None
    ledger: Ledger


def batches_of(wave_id: int, scope: Scope | None = None, *, own: bool = False) -> Select:
    """The ids of a wave's batches but those dissolved; within a scope, those of the account's organisation that lie wholly in
    the account's communes, and of these only its `own` if asked."""
    query = select(Batch.id).where(Batch.wave_id == wave_id, Batch.dissolved_at.is_(None))
    if scope is None or scope.everywhere:
        return query
    query = scope.organisation(query, Batch.organisation_id).where(~_elsewhere(BatchCase.batch_id == Batch.id, scope.units()).exists())
    return query.where(Batch.surveyor_id == scope.user_id) if own else query


def _elsewhere(chosen: ColumnElement[bool], units: Select) -> Select:
    """The forms of the chosen batches whose village lies in none of these communes (ids of AdminUnit), with the commune's name."""
    forms = select(AdminUnit.name).select_from(BatchCase).join(Case, Case.id == BatchCase.case_id).join(Psu, Psu.id == Case.psu_id)
    forms = forms.outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
    return forms.where(chosen, or_(Psu.unit_id.is_(None), Psu.unit_id.not_in(units)))


def list_batches(connection: Connection, ids: Select) -> list[ListedBatch]:
    """The batches of a query of ids, by number."""
    query = select(Batch.id, Batch.number, Batch.organisation_id, Organisation.name, Batch.surveyor_id, User.username)
    query = query.outerjoin(Organisation, Organisation.id == Batch.organisation_id).outerjoin(User, User.id == Batch.surveyor_id)
    ledgers = read_ledgers(connection, ids)
    return [ListedBatch(*row, ledgers.get(row.id, Ledger())) for row in connection.execute(query.where(Batch.id.in_(ids)).order_by(Batch.number))]


def find_batch(connection: Connection, ids: Select, number: int) -> ListedBatch:
    """The batch with this number among those of a query of ids; raises Refused."""
    found = list_batches(connection, ids.where(Batch.number == number)) if number <= LARGEST else []
    if not found:
        raise Refused(f"there is no batch {number}. See them: sipas batch list")
    return found[0]


def totals(ledgers: Sequence[Ledger]) -> Ledger:
    """The ledger of several batches together."""
    return Ledger(**{name: sum(getattr(ledger, name) for ledger in ledgers) for name in Ledger.__dataclass_fields__})


def assign_batch(engine: Engine, batch_id: int, holder: Holder) -> None:
    """Say who has a batch; the journal keeps since when. Raises BatchRefused (see `refuse_unless_fit`)."""
    with writing(engine).begin() as connection:
        query = select(Batch.number, Wave.code, Batch.organisation_id, Batch.surveyor_id).join(Wave, Wave.id == Batch.wave_id)
        before = connection.execute(query.where(Batch.id == batch_id).with_for_update(of=Batch)).one()
        named = refuse_unless_fit(connection, holder, select(Batch.id).where(Batch.id == batch_id))
        if Holder(before.organisation_id, before.surveyor_id) == holder:
            return
        connection.execute(update(Batch).where(Batch.id == batch_id).values(organisation_id=holder.organisation_id, surveyor_id=holder.surveyor_id))
        record(connection, acting(), "batch.assign", f"{before.code}/{before.number}", named)


def refuse_unless_fit(connection: Connection, holder: Holder, batch_ids: Select) -> dict[str, str | None]:
    """The holder's names for the journal; BatchRefused for a surveyor who could not see these batches or key their sheets:
    one of another organisation, or to whom not all communes of the forms were given."""
    organisation = connection.scalar(select(Organisation.code).where(Organisation.id == holder.organisation_id))
    surveyor = connection.execute(select(User.id, User.username, User.organisation_id).where(User.id == holder.surveyor_id)).first()
    if surveyor is None:
        return {"organisation": organisation, "surveyor": None}
    if surveyor.organisation_id != holder.organisation_id:
        raise BatchRefused(
            "Điều tra viên này không thuộc cơ quan đã chọn.",
            f"expected a surveyor of the organisation that has the batch; {surveyor.username} works for another or for none")
    elsewhere = connection.execute(_elsewhere(BatchCase.batch_id.in_(batch_ids), units_given_to(surveyor.id)).limit(1)).first()
    if elsewhere:
        place = elsewhere.name or "–"
        raise BatchRefused(
            f"Có phiếu ở {place}, ngoài địa bàn được giao cho {surveyor.username}. Hãy giao thêm địa bàn cho tài khoản này, hoặc chọn người khác.",
            f"there are forms in {place}, which is not among the communes of {surveyor.username}")
    return {"organisation": organisation, "surveyor": surveyor.username}
