"""Proposals and decisions of the demo, as two people would make them: the household waves are released, one of them is then corrected."""
from __future__ import annotations

import click
from sqlalchemy import Connection, Engine, select

from demo.acting import acting_as
from demo.outside import note_whose
from survey_app.models import Release, User, Wave
from survey_app.releasing.checklist import fill_in
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import find_wave, settle_cases, subject_of

PROPOSER, DECIDER = "demo-so-noi-vu", "demo-lanh-dao"
RELEASED, CORRECTED = ("hh-2023", "hh-2024"), "hh-2023"
REASON = "Đợt đã đóng, danh mục kiểm tra đạt; công bố để báo cáo (dữ liệu giả định)."
DECISION = "Đã xem bảng và danh mục kiểm tra, đồng ý công bố (dữ liệu giả định)."
CORRECTION = "Bản số 1 không ghi số của nguồn ngoài và thứ hạng là của tỉnh Ninh Bình trước khi sáp nhập, nên dễ đọc nhầm là của tỉnh giả định. Điểm số không đổi."
CORRECTED_FOR = "Bổ sung ghi chú về nguồn ngoài, sau khi người đọc hỏi lại (dữ liệu giả định)."
# What the proposer writes to each warning of the checklist.
WRITTEN = {
    "ledger": "Phiếu minh họa được nạp thẳng, không phát qua tập phiếu.",
    "entry": "Phiếu minh họa được nạp thẳng trong một lần, nên chỉ nhập một lần và vào hệ thống muộn hơn ngày trả lời (dữ liệu giả định).",
    "response_rate": "Đã rà soát các hộ chưa có kết quả cuối cùng.",
    "closed": "Điểm Một cửa nhận đánh giá quanh năm; bản này chỉ tính đến hết ngày 30/06/2026.",
    "exclusions": "Phiếu của hai ngày tập huấn, điểm đã báo bằng văn bản.",
    "current": "Những gì đến sau không thuộc kỳ công bố này.",
    "flags": "Các số có cờ được đánh dấu trong bảng, người đọc được nhắc đọc thận trọng.",
    "cross_check": "Số cụm ít nên bootstrap dao động; dùng sai số tuyến tính hóa.",
    "previous_release": "Điểm số không đổi, chỉ thêm ghi chú.",
    "previous_wave": "Đợt trước sẽ được công bố cùng kỳ.",
}
OTHERWISE = "Đã xem, vẫn công bố được (dữ liệu giả định)."


def release_waves(engine: Engine) -> None:
    """Release each wave once, and correct one of them once; what was ever proposed stays as it is. What blocks is told."""
    for wave_code in RELEASED:
        if not proposed_so_far(engine, wave_code):
            _release(engine, wave_code, REASON)
    if proposed_so_far(engine, CORRECTED) == ["released"]:
        note_whose(engine, CORRECTED, PROPOSER)
        _release(engine, CORRECTED, CORRECTED_FOR, CORRECTION)


def proposed_so_far(engine: Engine, wave_code: str) -> list[str]:
    """The states of all releases of a wave, in their order."""
    query = select(Release.state).join(Wave, Wave.id == Release.wave_id).where(Wave.code == wave_code).order_by(Release.number)
    with engine.connect() as connection:
        return list(connection.scalars(query))


def _release(engine: Engine, wave_code: str, reason: str, correction: str | None = None) -> None:
    try:
        number = put_forward(engine, wave_code, reason, correction)
        answer(engine, wave_code, number, DECISION, release=True)
        click.echo(f"Released {wave_code}/{number} (proposed by {PROPOSER}, decided by {DECIDER}).")
    except Refused as refused:
        click.echo(f"{wave_code} is not released: {refused}")


def put_forward(engine: Engine, wave_code: str, reason: str, correction: str | None = None) -> int:
    """Propose the newest run of a wave, with words to every warning; the number of the proposal. Raises Refused."""
    settle_cases(engine, wave_code)
    with engine.connect() as connection:
        subject, by = subject_of(connection, find_wave(connection, wave_code)), _account(connection, PROPOSER)
        written = {item.code: WRITTEN.get(item.code, OTHERWISE) for item in fill_in(connection, subject) if item.open}
    with acting_as(PROPOSER):
        return propose(engine, wave_code, Proposal(subject.run.id, by, reason, written, correction))


def answer(engine: Engine, wave_code: str, number: int, words: str, *, release: bool) -> None:
    """Decide on a proposal. Raises Refused."""
    with engine.connect() as connection:
        by = _account(connection, DECIDER)
    with acting_as(DECIDER):
        decide(engine, wave_code, number, Decision(by, release, words))


def _account(connection: Connection, username: str) -> int:
    return connection.scalar(select(User.id).where(User.username == username))
