"""Lets the household waves of the demo go to readers: one demo account proposes, another decides. The desk wave stays provisional."""
from __future__ import annotations

import click
from sqlalchemy import Connection, Engine, select

from survey_app.models import Release, User
from survey_app.releasing.checklist import fill_in
from survey_app.releasing.deciding import Decision, decide
from survey_app.releasing.proposing import Proposal, propose
from survey_app.releasing.refusal import Refused
from survey_app.releasing.subject import find_wave, settle_cases, subject_of

PROPOSER, DECIDER = "demo-so-noi-vu", "demo-lanh-dao"
RELEASED = ("hh-2023", "hh-2024")
REASON = "Đợt đã đóng, danh mục kiểm tra đạt; công bố để báo cáo (dữ liệu giả định)."
DECISION = "Đã xem bảng và danh mục kiểm tra, đồng ý công bố (dữ liệu giả định)."
# What the proposer writes to each warning of the checklist.
WRITTEN = {
    "ledger": "Phiếu minh họa được nạp thẳng, không phát qua tập phiếu.",
    "response_rate": "Đã rà soát các hộ chưa có kết quả cuối cùng.",
    "current": "Những gì đến sau không thuộc kỳ công bố này.",
    "flags": "Các số có cờ được đánh dấu trong bảng, người đọc được nhắc đọc thận trọng.",
    "cross_check": "Số cụm ít nên bootstrap dao động; dùng sai số tuyến tính hóa.",
    "previous_wave": "Đợt trước sẽ được công bố cùng kỳ.",
}
OTHERWISE = "Đã xem, vẫn công bố được (dữ liệu giả định)."


def release_waves(engine: Engine) -> None:
    """Release each wave once, as two people would; what was ever proposed stays as it is. What blocks is told."""
    for wave_code in RELEASED:
        settle_cases(engine, wave_code)
        try:
            if _release(engine, wave_code):
                click.echo(f"Released {wave_code} (proposed by {PROPOSER}, decided by {DECIDER}).")
        except Refused as refused:
            click.echo(f"{wave_code} is not released: {refused}")


def _release(engine: Engine, wave_code: str) -> bool:
    with engine.connect() as connection:
        wave = find_wave(connection, wave_code)
        if connection.scalar(select(Release.id).where(Release.wave_id == wave.id).limit(1)):
            return False
        subject, people = subject_of(connection, wave), _people(connection)
        written = {item.code: WRITTEN.get(item.code, OTHERWISE) for item in fill_in(connection, subject) if item.open}
    number = propose(engine, wave_code, Proposal(subject.run.id, people[PROPOSER], REASON, written))
    decide(engine, wave_code, number, Decision(people[DECIDER], True, DECISION))
    return True


def _people(connection: Connection) -> dict[str, int]:
    return dict(connection.execute(select(User.username, User.id).where(User.username.in_((PROPOSER, DECIDER)))).all())
