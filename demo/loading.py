"""Brings the demo's responses into the database by the one intake, and completes what an interrupted load left out."""
from __future__ import annotations

import uuid

from sqlalchemy import Connection, Engine, select

from demo.households import paper_forms
from demo.plans import PLANS, WavePlan
from demo.progress import in_parts
from demo.setting_up import set_up
from demo.visitors import CODE as DESK_WAVE, LAST_DAY, visits
from survey_app.fielded import find_wave
from survey_app.intake import Submission, submit_many
from survey_app.models import Case, Response, ServicePoint, Wave
from survey_app.waves import move_on

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "hoa-lau.example")
PART = 200


def load_province(engine: Engine, paradata_days: int) -> int:
    """Set up every wave that is missing and send every response that is missing but for the last day's; returns how many were sent."""
    return sum(_load_wave(engine, plan, paradata_days) for plan in PLANS)


def send_last_day(engine: Engine, paradata_days: int) -> int:
    """Send what visitors answered on the last day, which came after the first figures; returns how many were sent."""
    (plan,) = (plan for plan in PLANS if plan.code == DESK_WAVE)
    with engine.connect() as connection:
        late = _missing(connection, plan) if find_wave(connection, plan.code).state == "open" else []
    if late:
        _send(engine, plan, late, paradata_days)
    return len(late)


def _load_wave(engine: Engine, plan: WavePlan, paradata_days: int) -> int:
    set_up(engine, plan)
    with engine.connect() as connection:
        state = find_wave(connection, plan.code).state
        # What is closed stays as it is, whoever closed it.
        missing = [] if state == "closed" else [sent for sent in _missing(connection, plan) if sent.answered_on < LAST_DAY]
    if state == "draft":
        move_on(engine, plan.code, "open")
    if missing:
        _send(engine, plan, missing, paradata_days)
    if plan.final_state == "closed" and state != "closed":
        move_on(engine, plan.code, "closed")
    return len(missing)


def _send(engine: Engine, plan: WavePlan, missing: list[Submission], paradata_days: int) -> None:
    with engine.connect() as connection:
        wave = find_wave(connection, plan.code)
    for part in in_parts(f"Loading {plan.code}", missing, PART):
        submit_many(engine, wave, part, channel=plan.channel, paradata_days=paradata_days)


def _missing(connection: Connection, plan: WavePlan) -> list[Submission]:
    stored = set(connection.scalars(select(Response.submission_id).join(Wave).where(Wave.code == plan.code)))
    return [submission for submission in SUBMISSIONS[plan.kind](connection, plan) if submission.submission_id not in stored]


def _from_paper(connection: Connection, plan: WavePlan) -> list[Submission]:
    query = select(Case.serial, Case.id).join(Wave, Wave.id == Case.wave_id).where(Wave.code == plan.code)
    cases = dict(connection.execute(query).all())
    return [
        Submission(named(plan.code, form.serial), form.answers, form.answered_on, case_id=cases[form.serial])
        for form in paper_forms(plan.sample)
    ]


def _from_phones(connection: Connection, plan: WavePlan) -> list[Submission]:
    points = dict(connection.execute(select(ServicePoint.number, ServicePoint.id)).all())
    return [
        Submission(
            named(plan.code, visit.number), visit.answers, visit.answered_on, desk_id=points[visit.desk.number],
            language=visit.language, device=visit.device, seconds=sum(visit.timings.values()), timings=visit.timings,
        )
        for visit in visits()
    ]


def named(*parts: object) -> str:
    """The id of one thing of the demo, a response or an entry, by the words that name it: the same at every call."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, parts))))


SUBMISSIONS = {"household": _from_paper, "desk": _from_phones}
