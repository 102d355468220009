"""The leaders' wave: forty invented offices on a list, each with a one-time link; most have answered."""
from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, Engine, Row, select
from sqlalchemy.orm import Session

from demo.acting import acting_as
from demo.draws import Draw
from demo.fieldwork.casework import answer_by_link
from demo.levels import Opinions, level_of
from demo.loading import named
from demo.people import cluster_effects, person_of
from demo.staff import PLANNER
from forms import Instrument, load
from survey_app.database import writing
from survey_app.intake import Submission
from survey_app.links import issue_links
from survey_app.models import Case, Psu, Response, Stratum, Wave
from survey_app.sampling.serials import serial_of
from survey_app.waves import NewWave, add_wave, move_on

CODE = "ld-2026"
TITLE = "Khảo sát lãnh đạo, quản lý về cải cách hành chính năm 2026 (dữ liệu giả định)"
INSTRUMENT = ("par_leaders", "2024")
OPENS_ON, DAYS = date(2026, 6, 8), 12
# Who is asked: code and name of the group, how many are on the list, how many have answered.
GROUPS = (
    ("so-nganh", "Lãnh đạo sở, ngành", 14, 12),
    ("hdnd", "Đại biểu Hội đồng nhân dân tỉnh", 10, 7),
    ("cap-xa", "Lãnh đạo xã, phường", 16, 13),
)
STANDING, SPREAD = -0.30, 0.55
NO_OPINION = 0.03
QUICKEST, SLOWEST = 210, 540


def leaders_wave(engine: Engine, paradata_days: int) -> bool:
    """Make the wave, its list, links and answers; False when all had answered before."""
    with acting_as(PLANNER):
        _list_and_open(engine)
        with engine.connect() as connection:
            left = [case for case in _answering(connection) if not case.answered]
        if not left:
            return False
        answers, links = leaders_answers(load(*INSTRUMENT)), {link.serial: link for link in issue_links(engine, CODE)}
        for case in left:
            # An interruption lost the tokens of the links that were issued before it.
            link = links.get(case.serial) or issue_links(engine, CODE, case.serial)[0]
            answer_by_link(engine, link, _sent(case.serial, answers[case.serial]), paradata_days)
    return True


def _list_and_open(engine: Engine) -> None:
    """The wave with a case for everybody on the list, who are a cluster of their own; then it is opened."""
    with Session(writing(engine)) as session, session.begin():
        state = session.scalar(select(Wave.state).where(Wave.code == CODE))
        if state is None:
            wave_id = add_wave(session.connection(), NewWave(CODE, TITLE, "leaders", OPENS_ON), load(*INSTRUMENT))
            for code, name, *_ in GROUPS:
                psu = Psu(stratum=Stratum(wave_id=wave_id, code=code, name=name), code=code, name=name)
                session.add_all(Case(wave_id=wave_id, psu=psu, serial=serial) for serial, group in listed() if group == code)
    if state in (None, "draft"):
        move_on(engine, CODE, "open")


def listed() -> list[tuple[str, str]]:
    """Serial and group of everybody on the list."""
    groups = [code for code, _, people, _ in GROUPS for _ in range(people)]
    return [(serial_of(number), group) for number, group in enumerate(groups, 1)]


def _answering(connection: Connection) -> list[Row]:
    """The cases whose leaders answer, the first of each group, and whether they have."""
    answered = select(Response.id).where(Response.case_id == Case.id).exists().label("answered")
    query = select(Case.serial, Psu.code, answered).join(Psu, Psu.id == Case.psu_id).join(Wave, Wave.id == Case.wave_id)
    cases = connection.execute(query.where(Wave.code == CODE).order_by(Case.serial)).all()
    return [case for code, _, _, answering in GROUPS for case in [case for case in cases if case.code == code][:answering]]


def leaders_answers(instrument: Instrument) -> dict[str, dict]:
    """What everybody on the list thinks, by serial, the same at every call; leaders of one group think somewhat alike."""
    draw = Draw(CODE)
    effects = cluster_effects(draw, [code for code, *_ in GROUPS])
    opinions = Opinions(draw, [person_of(draw, group) for _, group in listed()], effects)
    answers: dict[str, dict] = {serial: {} for serial, _ in listed()}
    for item in (item for item in instrument.items.values() if item.scale):
        standing = STANDING + SPREAD * (2 * draw.uniform() - 1)
        for said, opinion in zip(answers.values(), opinions.on(item.code.partition(".")[0]), strict=True):
            said[item.code] = "dk" if draw.chance(NO_OPINION) else level_of(opinion + standing, len(item.scale.levels))
    return answers


def _sent(serial: str, answers: dict) -> Submission:
    draw = Draw(f"{CODE}/{serial}")
    day, seconds = OPENS_ON + timedelta(days=draw.below(DAYS)), QUICKEST + draw.below(SLOWEST - QUICKEST)
    return Submission(named(CODE, serial), answers, day, device=draw.pick({"phone": 70, "desktop": 30}), seconds=seconds)
