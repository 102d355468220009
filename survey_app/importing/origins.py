"""Where a form comes from: the household case of a serial number, the desk of a number or code."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, select

from survey_app.codes import read_code
from survey_app.fielded import FieldedWave
from survey_app.models import Case, DeskCode, ServicePoint, wave_desk


@dataclass(frozen=True)
class Origins:
    """The cases or desks of a wave by what a file may call them."""

    field: str
    expected: str
    ids: dict[str, int]
    codes: dict[str, int]

    def find(self, text: str) -> int | None:
        """The id behind a serial, a desk's number or a desk's code (revoked ones too: the form is older than that)."""
        return self.ids.get(text) or self.codes.get(read_code(text) or "")


def load_origins(connection: Connection, wave: FieldedWave) -> Origins:
    """All cases of a wave of a sample, or all desks of a desk wave."""
    if wave.kind != "desk":
        serials = connection.execute(select(Case.serial, Case.id).where(Case.wave_id == wave.id))
        return Origins("case_id", f"the serial of a form of wave {wave.code}", _with_short_forms(dict(serials.all())), {})
    of_wave = select(wave_desk.c.service_point_id).where(wave_desk.c.wave_id == wave.id)
    numbers = connection.execute(select(ServicePoint.number, ServicePoint.id).where(ServicePoint.id.in_(of_wave)))
    codes = connection.execute(select(DeskCode.code, DeskCode.service_point_id).where(DeskCode.service_point_id.in_(of_wave)))
    return Origins("desk_id", f"the number or code of a desk of wave {wave.code}", _with_short_forms(dict(numbers.all())), dict(codes.all()))


def _with_short_forms(ids: dict[str, int]) -> dict[str, int]:
    """Excel makes 7 of 007: the short form counts too where only one number can be meant."""
    times = Counter(name.lstrip("0") for name in ids)
    return {name.lstrip("0"): found for name, found in ids.items() if times[name.lstrip("0")] == 1} | ids
