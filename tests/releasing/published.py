"""A small wave with a good run and the people who release it, written straight into the tables."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, insert, update

import forms
from survey_app.database import writing
from survey_app.models import Case, Estimate, Measure, Psu, Run, StoredInstrument, Stratum, User, Wave, now
from tests.guards import drop_guards


METHOD = {
    "weighting": "official", "variance": "Taylor linearisation, ultimate clusters", "interval": "t", "interval_shown": "t on the logit of the score's range",
    "interval_level": 0.95, "df": "PSUs - strata", "degrees": 4, "definition": "a" * 64, "instrument": "b" * 64,
    "disclosure": {"hidden_below": 5, "flagged_below": 30, "flagged_above_relative_margin": 0.1},
}
CHECKED = {"cross_check": {"replicates": 200, "measures": [{"code": "1", "linearised": 0.7, "jackknife_ratio": 1.0, "bootstrap_ratio": 0.95}]}}
# Code, parent, level and score: (84 + 86) / 2 = 85.
FIGURES = (("1", None, "index", 85.0), ("1.1", "1", "item", 84.0), ("1.2", "1", "item", 86.0))


@dataclass(frozen=True)
class Stage:
    """A closed household wave with two cases answered, its run, and the accounts by name: first, second (department), watcher (auditor)."""

    engine: Engine
    wave_id: int
    run_id: int
    people: dict[str, int]
    code: str = "ho-thu"


def add(connection: Connection, table, **values) -> int:
    """Insert a row; its id."""
    return connection.execute(insert(table).values(**values)).inserted_primary_key[0]


def add_run(connection: Connection, wave_id: int, *, digest: str = "d", scores: tuple[float, ...] = (85.0, 84.0, 86.0), **values) -> int:
    """A succeeded run with the three figures."""
    given = {"state": "succeeded", "asked_by": "test", "input_digest": digest * 64, "counts": {"n": 60, "stored": 60, "superseded": 0}, "method": METHOD,
             "diagnostics": CHECKED, "started_at": now(), "finished_at": now(), "code_version": "1.0+abc"}
    run = add(connection, Run, wave_id=wave_id, **(given | values))
    for place, ((code, parent, level, _), score) in enumerate(zip(FIGURES, scores, strict=True)):
        add(connection, Measure, run_id=run, code=code, parent=parent, level=level, label_vi=f"Nội dung {code}", label_en=code, position=place)
        add(connection, Estimate, run_id=run, measure=code, n=60, score=score, se=0.7, df=4, lo=score - 2, hi=score + 2, lo_logit=score - 2, hi_logit=score + 2)
    return run


def set_stage(engine: Engine) -> Stage:
    """Put the wave, the run and the people into a database."""
    instrument = forms.load("sipas_household")
    with writing(engine).begin() as connection:
        stored = add(connection, StoredInstrument, code=instrument.code, version=instrument.version, digest=instrument.digest, definition=instrument.to_json())
        wave = add(connection, Wave, code="ho-thu", title="Đợt hộ gia đình thử", kind="household", state="closed", opens_on=date(2024, 5, 1), closes_on=date(2024, 6, 1),
                   instrument_id=stored, index_name="sipas")
        psu = add(connection, Psu, stratum_id=add(connection, Stratum, wave_id=wave, code="01", name="Huyện Đông"), code="001", name="thôn Lúa")
        for serial in ("0001", "0002"):
            add(connection, Case, wave_id=wave, psu_id=psu, serial=serial, disposition="1.1")
        people = {
            name: add(connection, User, username=name, password_hash="none", role=role, session_key=name)
            for name, role in (("first", "department"), ("second", "department"), ("watcher", "auditor"))
        }
        return Stage(engine, wave, add_run(connection, wave), people)


def change(stage: Stage, table, where, **values) -> None:
    """Change rows of a table; a wave, which the stage has closed, also back to what no page lets it be."""
    with writing(stage.engine).begin() as connection:
        if table is Wave:
            drop_guards(connection, "wave")
        connection.execute(update(table).where(where).values(**values))


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
