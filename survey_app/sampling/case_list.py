"""Lists of cases, and their outcome rates by wave or commune."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import aliased

from survey_app.fielded import find_wave
from survey_app.models import AdminUnit, Batch, BatchCase, Case, Psu, ReserveHousehold, Stratum, User
from survey_app.sampling.casework import needs_settling, settle
from survey_app.sampling.outcome import outcome
from survey_app.sampling.rates import Tally, tally


@dataclass(frozen=True)
class ListedCase:
    """A case as surveyors and supervisors see it; `disposition` is what it counts as (`outcome`), `replaces` and `replaced_by` are serials,
    `surveyor` is who has its form's batch."""

    serial: str
    stratum: str
    commune: str | None
    psu: str
    psu_name: str
    household: int | None
    kish_table: str | None
    disposition: str
    weight: float
    replaces: str | None
    replaced_by: str | None
    surveyor: str | None


def list_cases(engine: Engine, wave_code: str) -> list[ListedCase]:
    """All cases of a wave by serial number, new responses considered. Raises NotFielded, Refused."""
    with engine.connect() as connection:
        wave = find_wave(connection, wave_code)
        fresh = needs_settling(connection, wave.id)
    if fresh:
        settle(engine, wave_code)
    with engine.connect() as connection:
        return _read(connection, wave.id)


def _read(connection: Connection, wave_id: int) -> list[ListedCase]:
    came, went, earlier, later = aliased(ReserveHousehold), aliased(ReserveHousehold), aliased(Case), aliased(Case)
    query = (
        select(
            Case.serial, Stratum.code, AdminUnit.code, Psu.code, Psu.name, Case.household, Case.kish_table, outcome(), Case.weight,
            earlier.serial, later.serial, User.username,
        )
        .join(Psu, Psu.id == Case.psu_id).join(Stratum, Stratum.id == Psu.stratum_id).outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
        .outerjoin(came, came.case_id == Case.id).outerjoin(earlier, earlier.id == came.replaces_case_id)
        .outerjoin(went, went.replaces_case_id == Case.id).outerjoin(later, later.id == went.case_id)
        .outerjoin(BatchCase, BatchCase.case_id == Case.id).outerjoin(Batch, Batch.id == BatchCase.batch_id).outerjoin(User, User.id == Batch.surveyor_id)
        .where(Case.wave_id == wave_id).order_by(Case.serial)
    )
    return [ListedCase(*row) for row in connection.execute(query)]


# What a case is counted under.
BY = {"wave": lambda case: "", "commune": lambda case: case.commune or "", "surveyor": lambda case: case.surveyor or ""}


def tallies(cases: list[ListedCase], by: str) -> dict[str, Tally]:
    """The cases' tally by wave (""), by commune code, or by surveyor ("": a form that no surveyor has). Replaced cases and their replacements both count: each was tried."""
    groups = defaultdict(list)
    for case in cases:
        groups[BY[by](case)].append(case.disposition)
    return {name: tally(codes) for name, codes in sorted(groups.items())}
