"""A PSU drawn with certainty represents only itself: its households are the sample, and it is a stratum of its own for variance."""
import pyarrow as pa
import pytest
from sqlalchemy import update

from pipeline import indices
from pipeline.design import Design
from pipeline.estimate import estimate
from pipeline.extract import extract, read_wave
from pipeline.run import run_wave
from survey_app.database import writing
from survey_app.models import Psu
from tests.pipeline_run.small_waves import Field, estimates_of, field_households, one_database, runs_of

# Level of all items by form: village T1 of stratum A is the certain one.
LEVELS = {"A1": (5, 3, 4), "A2": (4, 4, 5), "A3": (3, 3, 4), "B1": (5, 5, 4), "B2": (4, 3, 3), "B3": (2, 4, 4)}


@pytest.fixture
def certain(engine) -> Field:
    """A household wave whose first village was drawn with certainty, answered with LEVELS."""
    wave = field_households(engine)
    with writing(engine).begin() as connection:
        connection.execute(update(Psu).where(Psu.id == 1).values(self_representing=True))
    levels = [level for village in LEVELS.values() for level in village]
    for case, level in zip(wave.places, levels, strict=True):
        wave.answer(case, answers=dict.fromkeys(wave.items, level) | {item: min(level, best) for item, best in wave.items.items()})
    return wave


def by_hand() -> float:
    """Variance of 20 x the mean level over 18 forms: u = 20 (sum of a PSU's levels - its forms x mean) / 18 adds up to 0, and
    V = sum over strata of n/(n-1) sum (u - mean u)^2, with strata A less T1 (2 villages), T1 (3 households), B (3 villages)."""
    mean = sum(map(sum, LEVELS.values())) / 18
    strata = [[LEVELS["A2"], LEVELS["A3"]], [(level,) for level in LEVELS["A1"]], [LEVELS["B1"], LEVELS["B2"], LEVELS["B3"]]]
    variance = 0.0
    for psus in strata:
        influence = [20 * (sum(psu) - len(psu) * mean) / 18 for psu in psus]
        centre = sum(influence) / len(psus)
        variance += len(psus) / (len(psus) - 1) * sum((u - centre) ** 2 for u in influence)
    return variance


@one_database
def test_variance_is_that_of_its_households(certain, engine, here):
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    found = next(row for row in estimates_of(engine, summary.run) if (row.domain_kind, row.measure) == ("all", "1.1"))
    assert found.se**2 == pytest.approx(by_hand())
    (run,) = runs_of(engine)
    assert (run.method["strata"], run.method["psus"], run.method["degrees"]) == (3, 8, 5)
    assert {row.domain for row in estimates_of(engine, summary.run) if row.domain_kind == "stratum"} == {"A", "B"}


@one_database
def test_engine_gives_the_same_from_columns_made_by_hand(certain, engine, here, tmp_path):
    summary = run_wave(engine, here, "ho-thu", asked_by="test")
    with engine.connect() as connection:
        table = extract(engine, read_wave(connection, certain.wave_id), tmp_path).table()
    strata = ["A-T1" if row["stratum"] == "A" and row["psu"] == "T1" else row["stratum"] for row in table.to_pylist()]
    psus = [row["serial"] if stratum == "A-T1" else f"{stratum}{row['psu']}" for row, stratum in zip(table.to_pylist(), strata, strict=True)]
    explicit = table.append_column("s", pa.array(strata)).append_column("p", pa.array(psus))
    results = estimate(explicit, Design("s", "p"), indices.load("sipas"), domains=("stratum",))
    published = {(row.domain, row.measure): row for row in estimates_of(engine, summary.run) if row.domain_kind in ("all", "stratum")}
    for found in results.estimates():
        row = published[found.domain if found.by else "all", found.code]
        assert (row.score, row.se, row.df) == (pytest.approx(found.score), pytest.approx(found.se), found.df)


@one_database
def test_without_certainty_villages_are_the_psus(engine, here, tmp_path):
    wave = field_households(engine)
    wave.answer(wave.places[0])
    with engine.connect() as connection:
        row = extract(engine, read_wave(connection, wave.wave_id), tmp_path).table().to_pylist()[0]
    assert (row["variance_stratum"], row["variance_psu"]) == ("A", "T1")
