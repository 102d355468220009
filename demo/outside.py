"""Figures of others beside the demo's waves that nobody printed for them: invented provinces, an invented past, a note on whose figures were printed that is true."""
from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from demo.acting import acting_as
from demo.staff import PLANNER
from survey_app.database import writing
from survey_app.external.figures import KEY, SAID, Figure, add, change, describe, find_same

WAVE, OVERALL = "hh-2024", "SIPAS"
SOURCE = "Số giả định của bản trình diễn, không ai công bố"
# Kind and place; rank among the 63 provinces of then; the index and the scores of its two parts.
INVENTED = (
    ("other_province", "Thung Nham (tỉnh giả định)", 9, {OVERALL: 85.97, "1": 85.61, "2": 86.20}),
    ("other_province", "Sông Vân (tỉnh giả định)", 22, {OVERALL: 84.43, "1": 84.70, "2": 84.26}),
    ("other_province", "Đầm Cút (tỉnh giả định)", 47, {OVERALL: 82.31, "1": 82.02, "2": 82.49}),
    ("past", "2022", 35, {OVERALL: 80.94, "1": 81.15, "2": 80.81}),
    ("past", "2021", 30, {OVERALL: 86.52, "1": 86.08, "2": 86.80}),
)
MEASURED_IN = "Số ở nguồn ngoài và thứ hạng là của tỉnh Ninh Bình trước khi sáp nhập, dùng làm số liệu đầu vào cho tỉnh giả định của bản trình diễn."


def add_outside(engine: Engine) -> None:
    """Enter the figures; nothing when any of them is there: then people may have changed or removed others."""
    with acting_as(PLANNER), writing(engine).begin() as connection:
        wave = describe(connection, WAVE).wave
        if any(find_same(connection, wave.id, figure) for figure in outside_figures()):
            return
        for figure in outside_figures():
            add(connection, wave, figure)


def outside_figures() -> list[Figure]:
    """All of them; the rank is that of the index."""
    return [
        Figure(measure, kind, value, SOURCE, place, rank if measure == OVERALL else None)
        for kind, place, rank, values in INVENTED for measure, value in values.items()
    ]


def note_whose(engine: Engine, wave_code: str, by: str) -> None:
    """Write beside the printed index of which province it is."""
    with acting_as(by), writing(engine).begin() as connection:
        wave = describe(connection, wave_code).wave
        before = find_same(connection, wave.id, Figure(OVERALL, "province", 0, ""))
        printed = Figure(**{name: getattr(before, name) for name in (*KEY, *SAID)})
        change(connection, wave, before, replace(printed, note=MEASURED_IN))
