"""The desk wave's second look: a night's run that broke off, a proposal refused for the test forms in it, and one of a later run that waits for its decision."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from demo.releasing import answer, proposed_so_far, put_forward
from demo.visitors import CODE
from pipeline.claim import close_interrupted, start_run
from pipeline.lease import database_now
from pipeline.schedule import ASKED_BY
from survey_app.models import Run, Wave

FIRST_REASON = "Đủ một năm thu phiếu; đề nghị công bố số của các điểm Một cửa (dữ liệu giả định)."
REFUSAL = (
    "Chưa công bố: còn phiếu cán bộ điểm 007 tự trả lời thử trong hai ngày tập huấn, và phiếu ngày 30/06/2026 chưa về hết. "
    "Loại phiếu thử, tính lại rồi đề nghị lại (dữ liệu giả định)."
)
SECOND_REASON = "Đã loại phiếu thử của điểm 007, phiếu ngày cuối đã về; đề nghị lại theo ý kiến từ chối bản số 1 (dữ liệu giả định)."


def break_off_a_run(engine: Engine) -> None:
    """Leave the wave's first run unfinished, as a power cut would: it is closed with its reason. Nothing when it was ever computed."""
    with engine.connect() as connection:
        if connection.scalar(select(Run.id).join(Wave, Wave.id == Run.wave_id).where(Wave.code == CODE).limit(1)):
            return
    start_run(engine, CODE, asked_by=ASKED_BY, clock=_a_minute_ago)
    close_interrupted(engine)


def _a_minute_ago(connection: Connection) -> datetime:
    return database_now(connection) - timedelta(minutes=1)


def propose_too_early(engine: Engine) -> None:
    """The first proposal, refused; nothing when anything was ever proposed."""
    if not proposed_so_far(engine, CODE):
        answer(engine, CODE, put_forward(engine, CODE, FIRST_REASON), REFUSAL, release=False)


def propose_again(engine: Engine) -> None:
    """The second proposal, which waits for whoever tries the demo."""
    if proposed_so_far(engine, CODE) == ["refused"]:
        put_forward(engine, CODE, SECOND_REASON)
