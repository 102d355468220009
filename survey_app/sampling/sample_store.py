"""A sample as rows: strata, PSUs, cases and the reserve; writing them, and comparing what is there with what was drawn."""
from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from survey_app.models import Case, Psu, ReserveHousehold, Stratum
from survey_app.sampling.draw import Sample

SHOWN = 5


def store_sample(connection: Connection, wave_id: int, sample: Sample, communes: dict[str, int]) -> None:
    """Write the sample; `communes` has the ids of the units in which villages lie, by village code."""
    strata = dict.fromkeys(psu.stratum for psu in sample.psus)
    connection.execute(insert(Stratum), [{"wave_id": wave_id, "code": code, "name": name} for code, name in strata])
    stratum_ids = dict(connection.execute(select(Stratum.code, Stratum.id).where(Stratum.wave_id == wave_id)).all())
    connection.execute(insert(Psu), [
        {
            "stratum_id": stratum_ids[psu.stratum[0]], "code": psu.village.code, "name": psu.village.name, "unit_id": communes[psu.village.code],
            "households": psu.village.present_households, "probability": float(psu.probability), "self_representing": psu.self_representing,
        }
        for psu in sample.psus
    ])
    psu_ids = dict(connection.execute(select(Psu.code, Psu.id).join(Stratum).where(Stratum.wave_id == wave_id)).all())
    connection.execute(insert(Case), [
        {
            "wave_id": wave_id, "psu_id": psu_ids[case.psu.village.code], "serial": case.serial, "household": case.household,
            "weight": float(case.psu.weight), "probability": float(case.psu.household_probability), "kish_table": case.kish_table,
        }
        for case in sample.cases
    ])
    reserve = [
        {"psu_id": psu_ids[psu.village.code], "position": position, "household": household}
        for psu in sample.psus for position, household in enumerate(psu.reserve, 1)
    ]
    if reserve:
        connection.execute(insert(ReserveHousehold), reserve)


def delete_sample(connection: Connection, wave_id: int) -> None:
    """Take away a sample that nothing has been collected from; it can be drawn again from its record."""
    psus = select(Psu.id).join(Stratum).where(Stratum.wave_id == wave_id)
    connection.execute(delete(ReserveHousehold).where(ReserveHousehold.psu_id.in_(psus)))
    connection.execute(delete(Case).where(Case.wave_id == wave_id))
    connection.execute(delete(Psu).where(Psu.stratum_id.in_(select(Stratum.id).where(Stratum.wave_id == wave_id))))
    connection.execute(delete(Stratum).where(Stratum.wave_id == wave_id))


def differences(connection: Connection, wave_id: int, sample: Sample) -> list[str]:
    """What was drawn and is not stored, and the other way round; households of the reserve that became cases belong to it."""
    drawn, stored = _drawn(sample), _stored(connection, wave_id)
    found = []
    for what in drawn:
        lacking, odd = sorted(drawn[what] - stored[what], key=str), sorted(stored[what] - drawn[what], key=str)
        found += [f"{what} {_words(row)} was drawn and is not stored so" for row in lacking[:SHOWN]]
        found += [f"{what} {_words(row)} is stored and was not drawn so" for row in odd[:SHOWN]]
    return found


def _words(row: tuple) -> str:
    return "/".join(str(value) for value in row)


def _drawn(sample: Sample) -> dict[str, set[tuple]]:
    weights = {psu.village.code: float(psu.weight) for psu in sample.psus}
    return {
        "PSU": {(psu.stratum[0], psu.village.code, float(psu.probability), psu.self_representing, psu.village.present_households) for psu in sample.psus},
        "case": {
            (case.psu.village.code, case.serial, case.household, float(case.psu.household_probability), weights[case.psu.village.code], case.kish_table)
            for case in sample.cases
        },
        "reserve household": {(psu.village.code, place, household) for psu in sample.psus for place, household in enumerate(psu.reserve, 1)},
        "replacement": set(),
    }


def _stored(connection: Connection, wave_id: int) -> dict[str, set[tuple]]:
    """The same from the database. A replacement shows up only if it is not the household, or has not the weight, of its place in the reserve."""
    psus = select(Stratum.code, Psu.code, Psu.probability, Psu.self_representing, Psu.households).join(Stratum).where(Stratum.wave_id == wave_id)
    reserve = select(Psu.code, ReserveHousehold.position, ReserveHousehold.household, ReserveHousehold.case_id)
    cases = select(Psu.code, Case.serial, Case.household, Case.probability, Case.weight, Case.kish_table, Case.id).join(Psu, Psu.id == Case.psu_id)
    found = connection.execute(cases.where(Case.wave_id == wave_id)).all()
    reserved = connection.execute(reserve.join(Psu, Psu.id == ReserveHousehold.psu_id).join(Stratum).where(Stratum.wave_id == wave_id)).all()
    places = {row.case_id: (row[0], row.household) for row in reserved if row.case_id}
    weights = {row[0]: row.weight for row in found if row.id not in places}
    return {
        "PSU": {tuple(row) for row in connection.execute(psus)},
        "case": {tuple(row[:-1]) for row in found if row.id not in places},
        "reserve household": {tuple(row[:3]) for row in reserved},
        "replacement": {
            tuple(row[:-1]) for row in found
            if row.id in places and (places[row.id] != (row[0], row.household) or row.weight != weights.get(row[0]))
        },
    }
