"""Changing a wave that is there: its title, its days, what it is compared with, the desks that take part."""
from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from survey_app.channels.paper.sheets import DOUBLE_ENTRY
from survey_app.journal import acting, record
from survey_app.models import Response, ServicePoint, Wave, wave_desk
from survey_app.wave_life.reading import WaveLine

# A released table names its wave and days; once the wave is closed, what was let go to readers stays as it was.
CHANGEABLE = ("draft", "open", "closed")
# And while it is open: its name, its first day and what it is compared with. Of its last day the table says what was planned then.
FROZEN = ("title", "opens_on", "previous_wave_id")
# Keyings, corrections and re-interviews of a case are of one sheet; an answer at a desk is its own.
SHEET = func.coalesce(Response.case_id, -Response.id)
# When an answer lies beyond a day of the wave, and which of those that do lies farthest.
LIMITS = {"opens_on": (operator.lt, func.min), "closes_on": (operator.gt, func.max)}


class NotNow(ValueError):
    """What was asked cannot be changed any more; `frozen`: which parts of it, where others can."""

    def __init__(self, words: str, frozen: Iterable[str] = ()):
        super().__init__(words)
        self.frozen = tuple(frozen)


class Outside(ValueError):
    """Days that leave out answers that came; `left`: by name of the day, how many sheets and the farthest day of one."""

    def __init__(self, code: str, left: dict[str, tuple[int, date]]):
        super().__init__(f"answers of wave {code} would lie outside its days: " + "; ".join(f"{count} by {name}, as far as {day}" for name, (count, day) in left.items()))
        self.left = left


def change_wave(connection: Connection, wave: WaveLine, *, title: str, opens_on: date, closes_on: date | None, previous: str | None, share: float | None) -> bool:
    """Store what differs, with before and after in the journal; False when nothing does. Raises NotNow, Outside."""
    if wave.stage not in CHANGEABLE:
        raise NotNow(f"wave {wave.row.code} is {wave.stage}")
    previous_id = connection.scalar(select(Wave.id).where(Wave.code == previous, Wave.kind == wave.row.kind)) if previous else None
    design = dict(wave.row.design or {})
    design |= {DOUBLE_ENTRY: share} if share is not None else {}
    if share is None:
        design.pop(DOUBLE_ENTRY, None)
    wanted = {"title": title, "opens_on": opens_on, "closes_on": closes_on, "previous_wave_id": previous_id, "design": design}
    changed = {name: value for name, value in wanted.items() if getattr(wave.row, name) != value}
    if frozen := _frozen(wave, changed):
        raise NotNow(f"figures of wave {wave.row.code} are released", frozen)
    if left := _left_outside(connection, wave, changed):
        raise Outside(wave.row.code, left)
    if changed:
        connection.execute(update(Wave).where(Wave.id == wave.row.id).values(**changed))
        record(connection, acting(), "wave.change", wave.row.code, _told(wave, changed, previous))
    return bool(changed)


def _frozen(wave: WaveLine, changed: dict) -> list[str]:
    """Which changes a released table forbids: a last day may be set and move on, so that collecting can go on."""
    if not wave.row.released:
        return []
    last = changed.get("closes_on")
    earlier = last is not None and wave.row.closes_on is not None and last < wave.row.closes_on
    return [name for name in FROZEN if name in changed] + ["closes_on"] * earlier


def _left_outside(connection: Connection, wave: WaveLine, changed: dict) -> dict[str, tuple[int, date]]:
    """Sheets that changed days would leave outside the wave: its figures would stand under days on which nobody was asked."""
    left, answered = {}, Response.answered_on
    for name, (beyond, farthest) in LIMITS.items():
        if changed.get(name) is not None:
            query = select(func.count(SHEET.distinct()), farthest(answered)).where(Response.wave_id == wave.row.id, beyond(answered, changed[name]))
            count, day = connection.execute(query).one()
            left |= {name: (count, day)} if count else {}
    return left


def _told(wave: WaveLine, changed: dict, previous: str | None) -> dict:
    """[before, after] of each change, as text."""
    before = {"previous_wave_id": wave.row.previous, "design": (wave.row.design or {}).get(DOUBLE_ENTRY)}
    after = {"previous_wave_id": previous, "design": changed.get("design", {}).get(DOUBLE_ENTRY)}
    names = {"title": "name", "previous_wave_id": "previous", "design": DOUBLE_ENTRY}
    return {names.get(name, name): [_text(before.get(name, getattr(wave.row, name))), _text(after.get(name, value))] for name, value in changed.items()}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def choose_desks(connection: Connection, wave: WaveLine, chosen: Iterable[int]) -> tuple[int, int]:
    """Let exactly these desks take part; how many joined and left. Raises NotNow once the wave is closed."""
    if wave.row.state == "closed":
        raise NotNow(f"wave {wave.row.code} is closed")
    known = dict(connection.execute(select(ServicePoint.id, ServicePoint.number)).all())
    held = set(connection.scalars(select(wave_desk.c.service_point_id).where(wave_desk.c.wave_id == wave.row.id)))
    wanted = set(chosen) & known.keys()
    if wanted - held:
        connection.execute(insert(wave_desk), [{"wave_id": wave.row.id, "service_point_id": desk} for desk in sorted(wanted - held)])
    if held - wanted:
        connection.execute(delete(wave_desk).where(wave_desk.c.wave_id == wave.row.id, wave_desk.c.service_point_id.in_(held - wanted)))
    if wanted != held:
        numbers = {"desks_joined": sorted(known[desk] for desk in wanted - held), "desks_left": sorted(known[desk] for desk in held - wanted)}
        record(connection, acting(), "wave.desks", wave.row.code, {name: value for name, value in numbers.items() if value})
    return len(wanted - held), len(held - wanted)
