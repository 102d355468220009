"""Writes what stands before the first answer: units, desks with their codes, waves with their samples, published figures."""
from __future__ import annotations

from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from demo.places import DISTRICTS, desks, sampled_thon, units
from demo.plans import PLANS, WavePlan
from demo.published import NATIONAL_SOURCE, NOT_ADDING_UP, SOURCE, figures
from forms import load
from survey_app.database import writing
from survey_app.external.figures import Figure, add
from survey_app.models import AdminUnit, Case, DeskCode, Psu, Schedule, ServicePoint, Stratum, Wave
from survey_app.waves import NewWave, add_wave

EVERY_NIGHT = "0 1 * * *"  # what stays open goes on changing, so its figures are computed again each night at 01:00


class NotADemo(Exception):
    """The database holds somebody's own waves; the message says what to do."""


def refuse_real_data(engine: Engine) -> None:
    """Raise NotADemo when the database has waves and none of them is the demo's."""
    if not inspect(engine).has_table(Wave.__tablename__):
        return
    with engine.connect() as connection:
        found = set(connection.scalars(select(Wave.code)))
    if found and not found & {plan.code for plan in PLANS}:
        raise NotADemo(
            f"This database already holds the waves {', '.join(sorted(found))}. The demo would put invented figures beside them. "
            "Set DATABASE_URL (or SIPAS_DATA) to a place of its own."
        )


def set_up(engine: Engine, plan: WavePlan) -> None:
    """Add the wave with all it needs in one transaction; nothing when it is there already."""
    with Session(writing(engine)) as session, session.begin():
        if session.scalar(select(Wave.id).where(Wave.code == plan.code)) is not None:
            return
        _add_units(session)
        wave = _add_wave(session, plan)
        ADDITIONS[plan.kind](session, wave, plan)


def _add_units(session: Session) -> None:
    known = set(session.execute(select(AdminUnit.code, AdminUnit.valid_from)).all())
    session.add_all(
        AdminUnit(code=unit.code, name=unit.name, level=unit.level, parent_code=unit.parent, valid_from=unit.valid_from, valid_to=unit.valid_to)
        for unit in units() if (unit.code, unit.valid_from) not in known
    )


def _unit_ids(session: Session) -> dict[str, int]:
    """Ids by code; in the demo no code was used twice."""
    return dict(session.execute(select(AdminUnit.code, AdminUnit.id)).all())


def _add_wave(session: Session, plan: WavePlan) -> Wave:
    new = NewWave(plan.code, plan.title, plan.kind, plan.opens_on, plan.closes_on, plan.previous)
    return session.get_one(Wave, add_wave(session.connection(), new, load(*plan.instrument)))


def _add_sample(session: Session, wave: Wave, plan: WavePlan) -> None:
    """Strata, PSUs and one case for each form, numbered through; then the published figures."""
    strata = {code: Stratum(wave_id=wave.id, code=code, name=name) for code, name, *_ in DISTRICTS}
    session.add_all(strata.values())
    serial, unit_ids = plan.sample.serials(), _unit_ids(session)
    for thon in sampled_thon():
        psu = Psu(stratum=strata[thon.district], code=thon.code, name=thon.name, unit_id=unit_ids[thon.commune])
        session.add_all(
            Case(wave_id=wave.id, psu=psu, serial=next(serial), weight=thon.weight) for _ in range(plan.sample.households)
        )
    _add_figures(session, wave, plan.sample.year)


def _add_figures(session: Session, wave: Wave, year: int) -> None:
    """As people enter them: each is an entry of the journal."""
    connection, source = session.connection(), SOURCE.format(year=year)
    for one in figures():
        add(connection, wave, Figure(one.code, "province", float(one.scores[year]), source, rank=one.ranks[year], note=NOT_ADDING_UP.get((one.code, year))))
        if year in one.national:
            add(connection, wave, Figure(one.code, "national", float(one.national[year]), NATIONAL_SOURCE.format(year=year)))


def _add_desks(session: Session, wave: Wave, _plan: WavePlan) -> None:
    session.add(Schedule(wave=wave, cron=EVERY_NIGHT))
    unit_ids = _unit_ids(session)
    for desk in desks():
        point = ServicePoint(number=desk.number, name=desk.name, unit_id=unit_ids[desk.commune])
        point.codes.append(DeskCode(code=desk.code))
        wave.desks.append(point)


ADDITIONS = {"household": _add_sample, "desk": _add_desks}
