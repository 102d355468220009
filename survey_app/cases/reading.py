"""The cases of a wave as one account sees them: counted, filtered, page by page."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.models import AdminUnit, Case, Psu, ReserveHousehold, Stratum, Wave
from survey_app.people.scopes import Scope
from survey_app.sampling.dispositions import DISPOSITIONS
from survey_app.sampling.outcome import OUTCOME, is_left_out, outcome
from survey_app.sampling.serials import running_number, serial_of


@dataclass(frozen=True)
class Wanted:
    """Which cases: those that an account sees, of a commune and a village (ids), of a disposition or AAPOR group; None: any."""

    scope: Scope
    commune: int | None = None
    village: int | None = None
    outcome: str | None = None

    def places(self, query: Select) -> Select:
        """A query of PSUs limited to the places."""
        if self.commune is not None:
            query = query.where(Psu.unit_id == self.commune)
        if self.village is not None:
            query = query.where(Psu.id == self.village)
        return self.scope.communes(query, Psu.unit_id)

    @property
    def codes(self) -> list[str]:
        """The disposition codes of `outcome`."""
        return [one.code for one in DISPOSITIONS.values() if self.outcome in (one.code, one.group)]


def waves_with_cases(connection: Connection, scope: Scope) -> list[Row]:
    """Code, title, state and number of cases (of this account) of every household wave, the latest first."""
    counts = scope.communes(select(Case.wave_id, func.count().label("cases")).join(Psu, Psu.id == Case.psu_id), Psu.unit_id).group_by(Case.wave_id).subquery()
    query = select(Wave.code, Wave.title, Wave.state, func.coalesce(counts.c.cases, 0).label("cases")).outerjoin(counts, counts.c.wave_id == Wave.id)
    return list(connection.execute(query.where(Wave.kind == "household").order_by(Wave.opens_on.desc(), Wave.code)))


def communes_of(connection: Connection, wave_id: int, scope: Scope) -> list[tuple[int, str]]:
    """Id and name of the communes where a wave has villages, by code."""
    query = select(AdminUnit.id, AdminUnit.name, AdminUnit.code).join(Psu, Psu.unit_id == AdminUnit.id).join(Stratum).where(Stratum.wave_id == wave_id)
    return [tuple(row[:2]) for row in connection.execute(scope.communes(query, Psu.unit_id).distinct().order_by(AdminUnit.code))]


def villages_of(connection: Connection, wave_id: int, wanted: Wanted) -> list[tuple[int, str]]:
    """Id and name of the drawn villages of the commune chosen, by code."""
    query = wanted.scope.communes(select(Psu.id, Psu.name).join(Stratum).where(Stratum.wave_id == wave_id, Psu.unit_id == wanted.commune), Psu.unit_id)
    return [tuple(row) for row in connection.execute(query.order_by(Psu.code))]


def count_outcomes(connection: Connection, wave_id: int, wanted: Wanted) -> Counter[str]:
    """How many cases of these places count as each disposition, whatever outcome is wanted."""
    per_village = select(Case.psu_id, outcome(), func.count().label("cases")).where(Case.wave_id == wave_id).group_by(Case.psu_id, OUTCOME).subquery()
    query = select(per_village.c.outcome, func.sum(per_village.c.cases)).join(Psu, Psu.id == per_village.c.psu_id)
    return Counter({code: int(cases) for code, cases in connection.execute(wanted.places(query).group_by(per_village.c.outcome))})


def list_cases(connection: Connection, wave_id: int, wanted: Wanted, *, most: int, skip: int) -> list[Row]:
    """serial, commune, village, household, outcome, weight, whether it was replaced and whether its form was left out, by serial."""
    replaced = select(ReserveHousehold.id).where(ReserveHousehold.replaces_case_id == Case.id).exists()
    query = select(Case.id).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == wave_id)
    if wanted.outcome:
        query = query.where(outcome().element.in_(wanted.codes))
    page = wanted.places(query).order_by(Case.serial).limit(most).offset(skip).subquery()
    columns = (Case.serial, AdminUnit.name.label("commune"), Psu.name.label("village"), Case.household, outcome(), Case.weight, replaced.label("replaced"), is_left_out().label("left_out"))
    shown = select(*columns).join(page, page.c.id == Case.id).join(Psu, Psu.id == Case.psu_id).outerjoin(AdminUnit, AdminUnit.id == Psu.unit_id)
    return list(connection.execute(shown.order_by(Case.serial)))


def find_serial(connection: Connection, wave_id: int, typed: str, scope: Scope) -> str | None:
    """The serial of the case meant, however it was typed; None when this account sees no such case."""
    number = running_number(typed)
    names = {typed.strip()} | ({serial_of(number)} if number else set())
    query = select(Case.serial).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == wave_id, Case.serial.in_(names))
    return connection.scalar(scope.communes(query, Psu.unit_id).limit(1))
