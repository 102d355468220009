"""The wave that a run was compared with: what it is called beside this one, and what must be said of its figures."""
from __future__ import annotations

from sqlalchemy import Row, select

from survey_app.breaks import break_notes
from survey_app.compared import compared_with
from survey_app.dashboard.reading import Reading
from survey_app.models import Wave


def wave_before(reading: Reading) -> Row | None:
    """The wave that the run's differences are to; a wave may be told to compare with another one after it was computed."""
    change = next(iter(reading.changes.values()), None)
    if change is None:
        return None
    return reading.connection.execute(select(Wave.id, Wave.code, Wave.title, Wave.opens_on).where(Wave.code == change.other)).first()


def compared_waves(reading: Reading) -> tuple[str, str]:
    """What the two waves are called at the ends of a slope: their years, or their codes where the years are the same."""
    before, wave = wave_before(reading), reading.view.wave
    if before is None:
        return "trước", str(wave.opens_on.year)
    years = str(before.opens_on.year), str(wave.opens_on.year)
    return years if years[0] != years[1] else (before.code, wave.code)


def breaks_since(reading: Reading) -> list[str]:
    """Why a change from the wave before is not only one of satisfaction, in sentences."""
    before = wave_before(reading)
    return break_notes(reading.view.wave.opens_on.year, before and before.opens_on.year)


def notes_on_change(reading: Reading) -> list[str]:
    """What stands beside every change, as parts of a source."""
    return [note.removesuffix(".") for note in (before_note(reading), *breaks_since(reading)) if note]


def before_note(reading: Reading) -> str:
    """What must be said of the figures compared with; empty where they are those that readers see of the wave set to be compared with."""
    before = wave_before(reading)
    if before is None:
        return ""
    if before.id != reading.view.wave.previous_wave_id:
        return f"lần tính này so với {before.title}, nay đợt được đặt so với đợt khác: hãy tính lại"
    compared = compared_with(reading.connection, reading.view.run.method)
    return compared.note if compared else ""
