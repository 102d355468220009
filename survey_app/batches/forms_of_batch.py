"""The forms of a batch: for its page, and for the printer."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from survey_app.batches.ledger import answers_of_cases, fates_of_cases
from survey_app.models import AdminUnit, Batch, BatchCase, Case, KeyedBy, Psu
from survey_app.printing.questionnaire import PaperForm
from survey_app.sampling.outcome import is_left_out, outcome


@dataclass(frozen=True)
class BatchForm:
    """A form of a batch: whose it is, what its household counts as, what people entered of it (None: nothing), how far keying has
    come, and whether it is left out of the figures."""

    serial: str
    commune: str | None
    psu: str
    household: int | None
    disposition: str
    fate: str | None
    keyed_once: bool
    keyed_twice: bool
    adjudicated: bool
    of_record: bool
    online: bool
    left_out: bool


def list_forms(connection: Connection, batch_id: int, *, most: int | None = None, skip: int = 0) -> list[BatchForm]:
    """The forms of a batch by serial, at most so many after the first so many."""
    this = select(Batch.id).where(Batch.id == batch_id)
    answers, fates = answers_of_cases(this).subquery(), fates_of_cases(this).subquery()
    query = (
        select(
            Case.serial, AdminUnit.name, Psu.name, Case.household, outcome(), fates.c.kind, answers.c.keyed_once, answers.c.keyed_twice,
            KeyedBy.response_id, answers.c.of_record, answers.c.online, is_left_out(),
        )
        .join(BatchCase, BatchCase.case_id == Case.id).join(Psu, Psu.id == Case.psu_id).outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
        .outerjoin(answers, answers.c.case_id == Case.id).outerjoin(fates, fates.c.case_id == Case.id)
        .outerjoin(KeyedBy, (KeyedBy.case_id == Case.id) & (KeyedBy.part == "adjudication"))
        .where(BatchCase.batch_id == batch_id).order_by(Case.serial).limit(most).offset(skip)
    )
    return [BatchForm(*row[:6], *map(bool, row[6:])) for row in connection.execute(query)]


def paper_forms(connection: Connection, batch_id: int) -> list[PaperForm]:
    """What is printed for a batch, by serial."""
    query = select(Case.serial, Case.kish_table).join(BatchCase, BatchCase.case_id == Case.id).where(BatchCase.batch_id == batch_id)
    return [PaperForm(*row) for row in connection.execute(query.order_by(Case.serial))]
