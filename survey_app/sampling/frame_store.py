"""Frames in the database: importing one into a wave, and reading the one that holds."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from survey_app.database import writing
from survey_app.fielded import FieldedWave, find_wave
from survey_app.importing.report import Report
from survey_app.journal import acting, record
from survey_app.models import Draw, FrameUnit, SamplingFrame, Wave, now
from survey_app.sampling.frame_file import FrameFile, read_frame_file
from survey_app.sampling.frame_register import register_frame
from survey_app.sampling.refusals import Refused
from survey_app.sampling.villages import Frame, Village

_VILLAGE = (
    FrameUnit.village_code, FrameUnit.village, FrameUnit.kind, FrameUnit.households, FrameUnit.commune_code, FrameUnit.commune,
    FrameUnit.district_code, FrameUnit.district, FrameUnit.valid_from, FrameUnit.listed,
)


@dataclass(frozen=True)
class StoredFrame:
    """The frame of a wave with its id, the digest it was stored under, and the ids of its communes by village code."""

    id: int
    digest: str
    frame: Frame
    communes: dict[str, int]


def import_frame(engine: Engine, wave_code: str, path: Path, by: str, sheet: str | None = None) -> tuple[Report, str | None]:
    """Make a file the frame of a wave: all of it or, when a row is bad, nothing. Returns what became of it, and the frame's digest.

    The same list again adds nothing; another one replaces it until a sample is drawn. Raises NotFielded, Refused, Unreadable.
    """
    with writing(engine).begin() as connection:
        wave = lock_household_wave(connection, wave_code)
        file = read_frame_file(path, wave.opens_on, sheet)
        report = Report(wave_code, path.name, read=file.read, refused=file.refused, findings=list(file.findings))
        if report.findings:
            report.held_back = file.read - file.refused
            return report, None
        current = _current(connection, wave.id)
        if current and current.digest == file.frame.digest:
            report.already_there = file.read
        else:
            _refuse_when_drawn(connection, wave, current)
            _store(connection, wave, file, path.name, by)
            report.new = file.read
            record(connection, acting(), "frame.import", wave.code, {"file": path.name, "digest": file.frame.digest, "new": file.read})
    return report, file.frame.digest


def lock_household_wave(connection: Connection, wave_code: str) -> FieldedWave:
    """The wave, with its row locked so that one change of its sample follows another (responses may still refer to it); NotFielded, or Refused for another kind."""
    wave = find_wave(connection, wave_code)
    if wave.kind != "household":
        raise Refused(f"expected a household wave; {wave.code} is a {wave.kind} wave, which is not drawn from a frame", "Chỉ đợt khảo sát hộ gia đình mới có dàn mẫu và rút mẫu.")
    connection.execute(select(Wave.id).where(Wave.id == wave.id).with_for_update(key_share=True))
    return wave


def read_frame(connection: Connection, wave: FieldedWave) -> StoredFrame:
    """The frame that holds for a wave; Refused when there is none."""
    current = _current(connection, wave.id)
    if current is None:
        raise Refused(f"wave {wave.code} has no frame yet. Import one: sipas frame import FILE --wave {wave.code}", "Đợt này chưa có dàn mẫu. Hãy nhập tệp danh sách thôn trước.")
    rows = connection.execute(select(*_VILLAGE, FrameUnit.commune_id).where(FrameUnit.frame_id == current.id)).all()
    return StoredFrame(current.id, current.digest, Frame.of(Village(*row[:-1]) for row in rows), {row[0]: row[-1] for row in rows})


def _current(connection: Connection, wave_id: int):
    return connection.execute(select(SamplingFrame.id, SamplingFrame.digest).where(SamplingFrame.wave_id == wave_id, SamplingFrame.replaced_at.is_(None))).first()


def _refuse_when_drawn(connection: Connection, wave: FieldedWave, current) -> None:
    if current and connection.scalar(select(Draw.id).where(Draw.frame_id == current.id).limit(1)):
        raise Refused(
            f"the sample of wave {wave.code} was drawn from the frame {current.digest[:12]}, which therefore no longer changes, and this file differs from it. "
            "For counts made later in the drawn villages: sipas frame households. For another frame: a new wave",
            "Mẫu đã được rút từ dàn mẫu hiện có, nên dàn mẫu không đổi được nữa, mà tệp này khác dàn mẫu đó. Muốn dùng dàn mẫu khác, hãy lập đợt mới.",
        )


def _store(connection: Connection, wave: FieldedWave, file: FrameFile, name: str, by: str) -> None:
    connection.execute(update(SamplingFrame).where(SamplingFrame.wave_id == wave.id, SamplingFrame.replaced_at.is_(None)).values(replaced_at=now()))
    values = {"wave_id": wave.id, "digest": file.frame.digest, "file": name[-200:], "imported_by": by}
    frame_id = connection.execute(insert(SamplingFrame).values(**values)).inserted_primary_key[0]
    communes = register_frame(connection, file.frame, wave.opens_on)
    connection.execute(insert(FrameUnit), [
        {
            "frame_id": frame_id, "village_code": village.code, "village": village.name, "kind": village.kind, "households": village.households,
            "commune_code": village.commune_code, "commune": village.commune, "district_code": village.district_code,
            "district": village.district, "valid_from": village.valid_from, "commune_id": communes[village.commune_code],
        }
        for village in file.frame.villages
    ])
