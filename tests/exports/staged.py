"""What the tests of the official table put beside the small wave of tests.releasing."""
from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert, select, update

from survey_app.database import writing
from survey_app.exports.official_table.document import build_document
from survey_app.models import ExternalFigure, Release, Wave
from survey_app.releasing.freezing import digest_of
from tests.releasing.published import Stage, add, add_run

DECIDED_AT = datetime(2025, 3, 1, 2, 30, tzinfo=UTC)


def figure(stage: Stage, measure: str, kind: str, value: float, **more) -> None:
    """Enter a figure published by others."""
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(ExternalFigure).values(wave_id=stage.wave_id, measure=measure, kind=kind, value=value, source=f"Nguồn {kind}", **more))


def built(stage: Stage) -> dict:
    """The document of the stage's run."""
    with stage.engine.connect() as connection:
        return build_document(connection, stage.wave_id, stage.run_id)


def release(stage: Stage, document: dict, number: int = 1, **more) -> None:
    """Store a release of this document."""
    values = {
        "wave_id": stage.wave_id, "number": number, "run_id": stage.run_id, "state": "released", "reason": "Xong đợt", "checklist": [], "document": document,
        "digest": digest_of(document), "proposed_by": stage.people["first"], "decided_by": stage.people["second"], "decided_at": DECIDED_AT,
    }
    with writing(stage.engine).begin() as connection:
        connection.execute(insert(Release).values(**values | more))


def add_year_before(stage: Stage, released: bool, opens_on: date = date(2023, 5, 1)) -> None:
    """Put a wave (of 2023) before the stage's, with a run (82.425 over 81.425 and 83.425) and perhaps its release."""
    with writing(stage.engine).begin() as connection:
        instrument = connection.scalar(select(Wave.instrument_id).where(Wave.id == stage.wave_id))
        before = add(connection, Wave, code="ho-truoc", title="Đợt trước", kind="household", state="closed", opens_on=opens_on, instrument_id=instrument, index_name="sipas")
        connection.execute(update(Wave).where(Wave.id == stage.wave_id).values(previous_wave_id=before))
        run = add_run(connection, before, scores=(82.425, 81.425, 83.425))
        if released:
            connection.execute(insert(Release).values(
                wave_id=before, number=1, run_id=run, state="released", reason="x", checklist=[], document={}, digest="0" * 64,
                proposed_by=stage.people["first"], decided_by=stage.people["second"], decided_at=DECIDED_AT))
