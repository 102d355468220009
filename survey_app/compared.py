"""What a run's changes are measured from: a run of the wave before, and whether readers have its figures. Said here for every place that shows a change."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from survey_app.models import Release, Run, Wave
from survey_app.released import current_release, releases


@dataclass(frozen=True)
class Compared:
    """`wave`: id, code, title and opens_on of the wave before. `run`: its run that the changes were computed against.

    `release`: the number under which these very figures were released, None while they are provisional; `current`: what readers have of
    that wave now (the columns of `releases`), None where nothing was released; `overtaken`: whether these are other figures than that.
    """

    wave: Row
    run: int
    release: int | None
    current: Row | None
    overtaken: bool

    @property
    def provisional(self) -> bool:
        """Whether nobody released the figures that the changes are measured from."""
        return self.release is None

    @property
    def source(self) -> str:
        """Which figures these are."""
        return source_words(self.wave.title, self.run, self.release)

    @property
    def note(self) -> str:
        """What must be said of them within a sentence; empty where they are those that readers have."""
        if self.overtaken:
            used = "số liệu tạm tính" if self.provisional else f"bản số {self.release}"
            return (f"so với {used} (lần tính {self.run}) của {self.wave.title}, nhưng bản đang công bố của đợt đó là bản số {self.current.number} "
                    f"(lần tính {self.current.run_id}): hãy tính lại")
        return f"so với số liệu tạm tính, chưa công bố của {self.wave.title}" if self.provisional else ""


INDEPENDENT = "sai số của thay đổi được tính như hai mẫu độc lập, nên thường rộng hơn thực tế (thận trọng)"
LACKING = {
    "few_villages": "quá ít thôn chung có phiếu trong cả hai đợt để tính phần chung này",
    "not_as_stored": "không tính lại được đợt trước đúng như đã lưu để tính phần chung này",
}


def sampling_words(previous: Mapping) -> str:
    """What to know of the error of a change whose two samples have villages in common; empty where they have none, or it is not known.

    previous: what the run's method says of the wave before.
    """
    shared, measured, without = (previous.get(name) or 0 for name in ("shared_psus", "overlap_psus", "overlap_without"))
    if not shared:
        return ""
    known = f"Hai đợt có chung {shared} thôn trong mẫu; "
    if not measured:
        why = LACKING.get(previous.get("overlap_lacking"))
        return known + INDEPENDENT + (f": {why}" if why else "")
    villages = "" if measured == shared else f" (tính từ {measured} thôn)"
    return f"{known}sai số của thay đổi đã tính đến phần chung này{villages}" + (f", trừ {without} chỉ tiêu hoặc phương án tính như hai mẫu độc lập" if without else "")


def source_words(title: str, run: int, release: int | None) -> str:
    """How the figures of a wave before are named, wherever they stand beside others."""
    return f"{title}, {f'bản công bố số {release}' if release else 'số liệu tạm tính, chưa công bố'} (lần tính {run})"


def compared_with(connection: Connection, method: Mapping, until: datetime | None = None) -> Compared | None:
    """What a run with this method was compared with; None where it was compared with nothing, or does not say.

    until: when the run was itself released; a number that the figures of the wave before got later is not the one they were compared under.
    """
    previous = method.get("previous")
    if not previous:
        return None
    query = select(Wave.id, Wave.code, Wave.title, Wave.opens_on, Run.input_digest, Run.code_version).join(Run, Run.wave_id == Wave.id)
    before = connection.execute(query.where(Run.id == previous["run"])).first()
    if before is None:
        return None
    run, current = previous["run"], current_release(connection, before.id)
    numbers = _releases_of(connection, before, run)
    of_then = [number for number, at in numbers if until is None or at <= until]
    return Compared(before, run, of_then[0] if of_then else None, current, current is not None and current.number not in dict(numbers))


def _releases_of(connection: Connection, before: Row, run: int) -> list[tuple[int, datetime]]:
    """Number and moment of every release of these figures, the newest first: those of the run, or of another one of the same input by the same code."""
    twin = (Run.input_digest == before.input_digest) & (Run.code_version == before.code_version)
    return [(row.number, row.decided_at) for row in connection.execute(releases(before.id).where((Release.run_id == run) | twin))]
