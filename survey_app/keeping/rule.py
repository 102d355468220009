"""Which runs are kept whole, and why; of the others only everybody's figures are."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from survey_app.times import LOCAL

# Why a run is kept whole, the strongest reason first; for people, in Vietnamese and English.
REASONS = {
    "proposed": ("đã đề nghị hoặc công bố", "proposed or released"),
    "recent": ("trong thời hạn", "recent"),
    "month": ("lần cuối của tháng", "last of its month"),
    "compared": ("được lần tính giữ nguyên so sánh với", "compared with by one kept whole"),
}


class GoodRun(Protocol):
    """A succeeded run: its number, wave and end."""

    id: int
    wave_id: int
    finished_at: datetime


def kept_whole(runs: Sequence[GoodRun], proposed: Collection[int], since: datetime) -> dict[int, str]:
    """Run -> reason (a key of REASONS), of those that are kept whole by what they are themselves.

    runs: all succeeded ones of some waves that were not thinned yet. proposed: those that a release, a proposal or a refused one is
    of. since: the end of a run from which on it counts as recent. Months are those of Vietnam's time, so the last good run of
    a wave is the last of its month and always whole.
    """
    last = {}
    for run in sorted(runs, key=lambda run: run.id):
        last[run.wave_id, run.finished_at.astimezone(LOCAL).strftime("%Y-%m")] = run.id
    tests = {"proposed": lambda run: run.id in proposed, "recent": lambda run: run.finished_at >= since, "month": lambda run: run.id in last.values()}
    whole = {run.id: next((reason for reason, fits in tests.items() if fits(run)), None) for run in runs}
    return {run: reason for run, reason in whole.items() if reason}
