"""Putting a desk or a sampled household into the field, for tests and benches."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, insert, select

import forms
from survey_app.codes import new_code
from survey_app.database import writing
from survey_app.fielded import FieldedWave, find_wave
from survey_app.models import AdminUnit, Case, DeskCode, Psu, ServicePoint, StoredInstrument, Stratum, Wave, wave_desk


@dataclass(frozen=True)
class FieldedDesk:
    """A desk in the field, for tests."""

    code: str
    desk_id: int
    wave_id: int
    wave_code: str
    digest: str


def field_desk(engine: Engine, *, wave_code: str = "quay-thu", number: str = "001", name: str = "Bộ phận Một cửa xã Mây Trắng",
               state: str = "open", instrument: forms.Instrument | None = None) -> FieldedDesk:
    """Put a desk with an open wave of `one_stop_visitor` into a database."""
    instrument = instrument or forms.load("one_stop_visitor")
    code = new_code()
    with writing(engine).begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        stored = connection.scalar(select(StoredInstrument.id).where(StoredInstrument.digest == instrument.digest)) or add(
            StoredInstrument, code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json())
        unit = add(AdminUnit, code=f"09{number}", name="xã Mây Trắng", level="commune", valid_from=date(2025, 7, 1))
        wave = add(Wave, code=wave_code, title="Đợt thử tại quầy", kind="desk", state=state, opens_on=date(2025, 7, 1), instrument_id=stored, index_name="service")
        desk = add(ServicePoint, number=number, name=name, unit_id=unit)
        add(DeskCode, code=code, service_point_id=desk)
        connection.execute(insert(wave_desk).values(wave_id=wave, service_point_id=desk))
    return FieldedDesk(code, desk, wave, wave_code, instrument.digest)


def field_household(engine: Engine) -> tuple[FieldedWave, int]:
    """Put an open household wave with one case into a database; the wave and the case's id."""
    instrument = forms.load("sipas_household")
    with writing(engine).begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        stored = add(StoredInstrument, code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json())
        wave = add(Wave, code="ho-thu", title="Đợt hộ gia đình thử", kind="household", state="open", opens_on=date(2025, 7, 1), instrument_id=stored, index_name="sipas")
        psu = add(Psu, stratum_id=add(Stratum, wave_id=wave, code="01", name="Huyện Đông"), code="001", name="thôn Lúa")
        case = add(Case, wave_id=wave, psu_id=psu, serial="0001")
        return find_wave(connection, "ho-thu"), case
