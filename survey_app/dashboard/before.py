"""The wave that a run was compared with: what it is called beside this one, and what must be said of its figures."""
from __future__ import annotations

from sqlalchemy import Row, select

from survey_app.dashboard.reading import Reading
from survey_app.models import Run, Wave
from survey_app.released import current_release


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


def before_note(reading: Reading) -> str:
    """What must be said of the figures compared with; empty where they are those that readers see of the wave set to be compared with."""
    before = wave_before(reading)
    if before is None:
        return ""
    if before.id != reading.view.wave.previous_wave_id:
        return f"lần tính này so với {before.title}, nay đợt được đặt so với đợt khác: hãy tính lại"
    release, used = current_release(reading.connection, before.id), (reading.view.run.method.get("previous") or {}).get("run")
    if release is None:
        return f"số liệu của {before.title} là số tạm tính, chưa công bố"
    if used in (None, release.run_id) or reading.connection.scalar(select(Run.input_digest).where(Run.id == used)) == release.input_digest:
        return ""
    return f"so với lần tính {used} của {before.title}, nhưng bản đang công bố của đợt đó là lần tính {release.run_id}: hãy tính lại"
