"""Later household lists: the counts that surveyors made in the drawn villages, and the households drawn anew from them."""
from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, update

from survey_app.database import writing
from survey_app.importing.report import Report
from survey_app.models import FrameUnit
from survey_app.sampling.drawing import DrawRecord, current_draw, draw_anew, plan_of, refuse_if_collected
from survey_app.sampling.draw import draw_sample
from survey_app.sampling.frame_store import StoredFrame, lock_household_wave, read_frame
from survey_app.sampling.households_file import read_households_file
from survey_app.sampling.refusals import Refused


def import_households(engine: Engine, wave_code: str, path: Path, by: str, sheet: str | None = None) -> tuple[Report, DrawRecord | None]:
    """Take over counts of households: the villages stay drawn, households and weights follow the new counts.

    All of the file or, when a row is bad, nothing; counts that are known already change nothing. Only until collecting
    begins. Raises NotFielded, Refused, Unreadable.
    """
    with writing(engine).begin() as connection:
        wave = lock_household_wave(connection, wave_code)
        current = current_draw(connection, wave.id)
        if current is None:
            raise Refused(f"wave {wave.code} has no sample yet; household lists are made in the villages that were drawn. First: sipas sample draw")
        stored = read_frame(connection, wave)
        sample = draw_sample(stored.frame, plan_of(current), current.seed)
        known = {psu.village.code: psu.village.listed for psu in sample.psus}
        counts, findings, refused = read_households_file(path, known.keys(), sheet)
        new = {code: households for code, households in counts.items() if known[code] != households}
        report = Report(wave.code, path.name, read=len(counts) + refused, refused=refused, findings=findings)
        if findings:
            report.held_back = len(counts)
            return report, None
        report.new, report.already_there = len(new), len(counts) - len(new)
        if not new:
            return report, None
        refuse_if_collected(connection, wave)
        _store_counts(connection, stored, new)
        return report, draw_anew(connection, wave, read_frame(connection, wave), current.seed, plan_of(current), by, f"household lists of {len(new)} villages, {path.name}")


def _store_counts(connection: Connection, stored: StoredFrame, counts: dict[str, int]) -> None:
    this = (FrameUnit.frame_id == stored.id, FrameUnit.village_code == bindparam("of_village"))
    connection.execute(update(FrameUnit).where(*this).values(listed=bindparam("counted")), [{"of_village": code, "counted": count} for code, count in counts.items()])
