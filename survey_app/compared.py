"""What a run's changes are measured from: a run of the wave before, and whether readers have its figures. Said here for every place that shows a change."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from survey_app.models import Release, Run, Wave
from survey_app.released import current_release, releases


@dataclass(frozen=True)
class Compared:
    """`wave`: id, code, title and opens_on of the wave before. `run`: its run that the changes were computed against.

    `release`: the number under which these very figures were released, None while they are provisional; `current`: what readers have of
    that wave now (the columns of `releases`), None where nothing was released.
    """

    wave: Row
    run: int
    release: int | None
    current: Row | None

    @property
    def provisional(self) -> bool:
        """Whether nobody released the figures that the changes are measured from."""
        return self.release is None

    @property
    def overtaken(self) -> bool:
        """Whether readers have other figures of that wave than these."""
        return self.current is not None and self.current.number != self.release

    @property
    def note(self) -> str:
        """What must be said of them within a sentence; empty where they are those that readers have."""
        if self.overtaken:
            used = "số liệu tạm tính" if self.provisional else f"bản số {self.release}"
            return (f"so với {used} (lần tính {self.run}) của {self.wave.title}, nhưng bản đang công bố của đợt đó là bản số {self.current.number} "
                    f"(lần tính {self.current.run_id}): hãy tính lại")
        return f"so với số liệu tạm tính, chưa công bố của {self.wave.title}" if self.provisional else ""


def sampling_words(shared_psus: int | None) -> str:
    """What to know of the error of a change whose two samples have villages in common; empty where they have none, or it is not known."""
    if not shared_psus:
        return ""
    return (f"Hai đợt có chung {shared_psus} thôn trong mẫu; sai số của thay đổi được tính như hai mẫu độc lập, "
            "nên thường rộng hơn thực tế (thận trọng)")


def compared_with(connection: Connection, method: Mapping) -> Compared | None:
    """What a run with this method was compared with; None where it was compared with nothing, or does not say."""
    previous = method.get("previous")
    if not previous:
        return None
    query = select(Wave.id, Wave.code, Wave.title, Wave.opens_on, Run.input_digest, Run.code_version).join(Run, Run.wave_id == Wave.id)
    before = connection.execute(query.where(Run.id == previous["run"])).first()
    if before is None:
        return None
    release = _release_of(connection, before, previous["run"])
    return Compared(before, previous["run"], release and release.number, current_release(connection, before.id))


def _release_of(connection: Connection, before: Row, run: int) -> Row | None:
    """The newest release of a run; else of another one with the same figures: of the same input, by the same code."""
    twin = (Run.input_digest == before.input_digest, Run.code_version == before.code_version)
    return next((row for which in ((Release.run_id == run,), twin) if (row := connection.execute(releases(before.id).where(*which).limit(1)).first())), None)
