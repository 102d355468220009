"""Brings the register of units up to a frame: the newest list knows best what a unit is called and belongs to."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, insert, select, update

from survey_app.models import AdminUnit
from survey_app.sampling.refusals import Refused
from survey_app.sampling.register import in_life
from survey_app.sampling.villages import Frame

# From this day on there are two levels: province and commune (Luật Tổ chức chính quyền địa phương 2025; Nghị quyết 203/2025/QH15).
DISTRICTS_ENDED = date(2025, 7, 1)
LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã, phường", "village": "thôn, tổ dân phố"}


@dataclass(frozen=True)
class _Unit:
    """A unit as a frame has it; `valid_from`: since when it has been like this, if the frame says."""

    code: str
    level: str
    name: str
    parent_code: str | None
    valid_from: date | None = None


def register_frame(connection: Connection, frame: Frame, day: date) -> dict[str, int]:
    """Bring the register up to a frame as of a wave's first day; the ids of its communes by code.

    Districts are registered only while there were any: later they are names of strata, no longer units. Refused when
    the register has a code as a unit of another level.
    """
    spans = defaultdict(list)
    for row in connection.execute(select(*AdminUnit.__table__.c)):
        spans[row.code].append(row)
    units = _units(frame, with_districts=day < DISTRICTS_ENDED)
    ids = {unit.code: _register(connection, unit, spans[unit.code], day) for unit in units.values()}
    return {village.commune_code: ids[village.commune_code] for village in frame.villages}


def _units(frame: Frame, with_districts: bool) -> dict[str, _Unit]:
    units = {}
    for village in frame.villages:
        district = village.district_code if with_districts else None
        if district:
            units[district] = _Unit(district, "district", village.district, None)
        units[village.commune_code] = _Unit(village.commune_code, "commune", village.commune, district)
        units[village.code] = _Unit(village.code, "village", village.name, village.commune_code, village.valid_from)
    return units


def _register(connection: Connection, unit: _Unit, spans: Sequence[Row], day: date) -> int:
    """The id of a unit: known as it is, corrected, or, where it took its present form later, with its former span ended."""
    known = next((span for span in spans if in_life(span.valid_from, span.valid_to, day)), None)
    if known is None:
        return _add(connection, unit, spans, day)
    if known.level != unit.level:
        raise Refused(f"expected {unit.code} to be a {known.level}, as the register of units has it ({known.name}); the file has it as a {unit.level}",
                      f"Danh mục đơn vị đã có mã {unit.code} ({LEVELS[known.level]} {known.name}), nhưng tệp ghi mã này cho {LEVELS[unit.level]}.")
    parent = unit.parent_code or known.parent_code
    if (known.name, known.parent_code) == (unit.name, parent):
        return known.id
    this = update(AdminUnit).where(AdminUnit.id == known.id)
    if unit.valid_from and known.valid_from < unit.valid_from:
        connection.execute(this.values(valid_to=unit.valid_from))
        return connection.execute(insert(AdminUnit).values(
            code=unit.code, level=unit.level, name=unit.name, parent_code=parent, valid_from=unit.valid_from, valid_to=known.valid_to)).inserted_primary_key[0]
    connection.execute(this.values(name=unit.name, parent_code=parent))
    return known.id


def _add(connection: Connection, unit: _Unit, spans: Sequence[Row], day: date) -> int:
    """Add a unit between the spans that other units with its code had before and after."""
    ended = max((span.valid_to for span in spans if span.valid_to and span.valid_to <= day), default=date.min)
    begins = unit.valid_from if unit.valid_from and unit.valid_from >= ended else day
    ends = min((span.valid_from for span in spans if span.valid_from > day), default=None)
    return connection.execute(insert(AdminUnit).values(
        code=unit.code, level=unit.level, name=unit.name, parent_code=unit.parent_code, valid_from=begins, valid_to=ends)).inserted_primary_key[0]
