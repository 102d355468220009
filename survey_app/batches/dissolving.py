"""Dissolving a batch that was made wrongly, while nothing of it has left the office: its forms can be bundled anew."""
from __future__ import annotations


from sqlalchemy import Connection, Engine, Row, Select, delete, select, update

from survey_app.batches.refusals import BatchRefused
from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Batch, BatchCase, BatchEvent, Response, SheetClaim, Wave, now
from survey_app.written import tidy

LONGEST_REASON = 500


def _of_cases(column) -> Select:
    return select(column).join(BatchCase, BatchCase.case_id == column)


# What shows that forms are out: who to ask the database, and what to say.
SIGNS = (
    (lambda batch: select(BatchEvent.id).where(BatchEvent.batch_id == batch.id),
     "sổ của tập đã có ghi chép", "its ledger has entries"),
    (lambda batch: _of_cases(Response.case_id).where(BatchCase.batch_id == batch.id),
     "đã có phiếu của tập được nhập hoặc được trả lời", "forms of it have been keyed or answered"),
    (lambda batch: _of_cases(SheetClaim.case_id).where(BatchCase.batch_id == batch.id, SheetClaim.expires_at > now()),
     "có phiếu của tập đang được nhập", "a form of it is being keyed"),
)


def dissolve_batch(engine: Engine, batch_id: int, reason: str) -> int:
    """Take a batch apart and return how many forms are free again; its number is not used a second time.

    Raises BatchRefused without a reason, in a closed wave, or once forms were handed out, entered, keyed or answered.
    """
    reason = tidy(reason)[:LONGEST_REASON]
    if not reason:
        raise BatchRefused("Hãy ghi lý do giải thể tập.", "expected the reason for dissolving the batch; came nothing")
    with writing(engine).begin() as connection:
        query = select(*Batch.__table__.c, Wave.code, Wave.state).join(Wave, Wave.id == Batch.wave_id)
        batch = connection.execute(query.where(Batch.id == batch_id).with_for_update(of=Batch)).one()
        _refuse_unless_untouched(connection, batch)
        forms = connection.execute(delete(BatchCase).where(BatchCase.batch_id == batch_id)).rowcount
        connection.execute(update(Batch).where(Batch.id == batch_id).values(dissolved_at=now()))
        record(connection, acting(), "batch.dissolve", f"{batch.code}/{batch.number}", {"cases": forms, "reason": reason})
        return forms


def _refuse_unless_untouched(connection: Connection, batch: Row) -> None:
    if batch.dissolved_at or batch.state == "closed":
        raise BatchRefused("Tập đã giải thể, hoặc đợt đã đóng.", f"batch {batch.number} is dissolved already, or its wave is closed")
    if batch.organisation_id or batch.surveyor_id:
        raise BatchRefused(
            "Tập đang có người giữ. Nếu phiếu chưa ra khỏi kho, hãy ghi người giữ là “chưa giao” rồi giải thể.",
            f"batch {batch.number} is in somebody's hands; if no form has left the office, take it back on its page first (“chưa giao”)")
    for found, vi, en in SIGNS:
        if connection.scalar(found(batch).limit(1)) is not None:
            raise BatchRefused(f"Không giải thể được: {vi}.", f"batch {batch.number} stays: {en}")
