"""What a reader may know of results: the last good run of a wave, and what kind of figure a wave gives."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, select

from survey_app.models import Run, ThinnedRun


@dataclass(frozen=True)
class Kind:
    """How a kind of wave is named: for programs (`sample`) and for people; `unit`: what its samples are made of, `psus`: what they are clustered by."""

    sample: str
    name: str
    warning: str | None = None
    unit: str = "người"
    psus: str = "người"


KINDS = {
    "household": Kind("probability", "Khảo sát hộ gia đình (mẫu xác suất)", unit="hộ", psus="thôn"),
    "desk": Kind("self-selected", "Khảo sát tại điểm Một cửa", "không phải mẫu xác suất", psus="ngày"),
    "leaders": Kind("census", "Khảo sát lãnh đạo (toàn bộ danh sách)"),
}


WEIGHTINGS = {"official": "chính thức, không trọng số", "weighted": "có trọng số"}


def good_runs(wave_id: int | None) -> Select:
    """Succeeded runs of a wave, the newest first; a later failure does not hide them. thinned_at: since when only everybody's figures are kept of it."""
    query = select(Run.id, Run.finished_at, Run.method, Run.counts, Run.diagnostics, Run.input_digest, Run.code_version, ThinnedRun.thinned_at)
    return query.outerjoin(ThinnedRun, ThinnedRun.run_id == Run.id).where(Run.wave_id == wave_id, Run.state == "succeeded").order_by(Run.id.desc())


def last_good_run(connection: Connection, wave_id: int | None) -> Row | None:
    """The newest succeeded run of a wave."""
    return connection.execute(good_runs(wave_id).limit(1)).first()


def last_run(connection: Connection, wave_id: int) -> Row | None:
    """The newest run of a wave, in whatever state: what a reader is told when it is not a good one."""
    query = select(Run.id, Run.state, Run.reason, Run.requested_at, Run.finished_at)
    return connection.execute(query.where(Run.wave_id == wave_id).order_by(Run.id.desc()).limit(1)).first()
