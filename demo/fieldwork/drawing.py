"""Makes the wave: imports its frame, draws its sample, opens it; and reads back which form is which."""
from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from demo.fieldwork.frame import write_frame
from demo.fieldwork.plan import BATCHES, CODE, DRAW, FATES, INSTRUMENT, OPENS_ON, PREVIOUS, SEED, TITLE
from demo.setting_up import EVERY_NIGHT
from demo.staff import PLANNER
from forms import load
from survey_app.database import writing
from survey_app.models import Case, Psu, ReserveHousehold, Stratum, Wave
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.frame_store import import_frame
from survey_app.scheduling.changing import NewSchedule, change_schedule
from survey_app.times import LOCAL
from survey_app.waves import NewWave, add_wave, move_on

DAYS_IN_A_VILLAGE, DAYS_BETWEEN_VILLAGES = 3, 2


@dataclass(frozen=True)
class Form:
    """One form of the wave: its place in the sample and what becomes of it. `number` counts through the sample from 0."""

    number: int
    case_id: int
    serial: str
    batch: int
    village_code: str
    village: str
    district: str
    weight: float
    fate: str

    @property
    def answered_on(self) -> date:
        """The day on which somebody is met."""
        return OPENS_ON + timedelta(days=DAYS_BETWEEN_VILLAGES * (self.batch - 1) + self.number % DAYS_IN_A_VILLAGE)


def draw_and_open(engine: Engine) -> None:
    """Make the wave a draft with its frame and sample, then open it; what was done already stays."""
    with writing(engine).begin() as connection:
        state = connection.scalar(select(Wave.state).where(Wave.code == CODE))
        if state is None:
            add_wave(connection, NewWave(CODE, TITLE, "household", OPENS_ON, previous=PREVIOUS), load(*INSTRUMENT))
    if state not in (None, "draft"):
        return
    with tempfile.TemporaryDirectory() as folder:
        import_frame(engine, CODE, write_frame(Path(folder)), PLANNER)
    draw_wave(engine, CODE, SEED, DRAW, PLANNER)
    change_schedule(engine, CODE, NewSchedule(EVERY_NIGHT, str(LOCAL), enabled=True, on_close=True))
    move_on(engine, CODE, "open")


def drawn_forms(connection: Connection) -> list[Form]:
    """The forms that the draw gave, in the order of villages and serials; replacements are not among them. None before the draw."""
    query = select(Case.id, Case.serial, Psu.code, Psu.name, Stratum.code, Case.weight).join(Psu, Psu.id == Case.psu_id).join(Stratum)
    drawn = query.join(Wave, Wave.id == Case.wave_id).where(Wave.code == CODE, ~select(ReserveHousehold.id).where(ReserveHousehold.case_id == Case.id).exists())
    rows, fates = connection.execute(drawn.order_by(Psu.code, Case.serial)).all(), "".join(BATCHES)
    if not rows:
        return []
    return [
        Form(number, case_id, serial, 1 + number // DRAW.households, *place, FATES[fate])
        for number, ((case_id, serial, *place), fate) in enumerate(zip(rows, fates, strict=True))
    ]
