"""Which batches there are, who has them, and handing one over."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Select, select, update

from survey_app.batches.ledger import read_ledgers
from survey_app.batches.sums import Ledger
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Batch, Organisation, User, Wave
from survey_app.people.scopes import Scope
from survey_app.sampling.refusals import Refused

LARGEST = 2**31 - 1  # what a column of whole numbers holds: a longer address would fail in the database


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
    """The ids of a wave's batches; within a scope, those of the account's organisation, and of these only its `own` if asked."""
    query = select(Batch.id).where(Batch.wave_id == wave_id)
    if scope is None:
        return query
    query = scope.organisation(query, Batch.organisation_id)
    return query.where(Batch.surveyor_id == scope.user_id) if own else query


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


def assign_batch(engine: Engine, batch_id: int, organisation_id: int | None, surveyor_id: int | None) -> None:
    """Say who has a batch; the journal keeps since when. Raises Refused when the surveyor works for another organisation."""
    with writing(engine).begin() as connection:
        query = select(Batch.number, Wave.code, Batch.organisation_id, Batch.surveyor_id).join(Wave, Wave.id == Batch.wave_id)
        before = connection.execute(query.where(Batch.id == batch_id).with_for_update(of=Batch)).one()
        surveyor = connection.execute(select(User.username, User.organisation_id).where(User.id == surveyor_id)).first()
        if surveyor and surveyor.organisation_id != organisation_id:
            raise Refused(f"expected a surveyor of the organisation that has the batch; {surveyor.username} works for another or for none")
        if (before.organisation_id, before.surveyor_id) == (organisation_id, surveyor_id):
            return
        connection.execute(update(Batch).where(Batch.id == batch_id).values(organisation_id=organisation_id, surveyor_id=surveyor_id))
        organisation = connection.scalar(select(Organisation.code).where(Organisation.id == organisation_id))
        details = {"organisation": organisation, "surveyor": surveyor.username if surveyor else None}
        record(connection, acting(), "batch.assign", f"{before.code}/{before.number}", details)
