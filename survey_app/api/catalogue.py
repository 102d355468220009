"""The table of everything that can be read by the API: views, filters and the OpenAPI document follow it."""
from __future__ import annotations

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from survey_app.api import fieldwork, figures
from survey_app.api.resources import Resource, Subject
from survey_app.api.vocabulary import fields, state_among
from survey_app.api.waves import WAVE_FIELDS, list_waves
from survey_app.models import Release, Run
from survey_app.models.runs import RUN_STATES


def _releases(_connection: Connection, subject: Subject) -> Select:
    corrected = aliased(Release)
    query = select(Release.number, Release.run_id.label("run"), Release.decided_at.label("released_at"), Release.digest, corrected.number.label("corrects"), Release.correction)
    query = query.outerjoin(corrected, corrected.id == Release.corrects_id)
    return query.where(Release.wave_id == subject.wave.id, Release.state == "released").order_by(Release.number)


def _runs(_connection: Connection, subject: Subject) -> Select:
    query = select(Run.id.label("run"), Run.state, Run.requested_at, Run.started_at, Run.finished_at, Run.input_digest, Run.code_version, Run.reason)
    return query.where(Run.wave_id == subject.wave.id).order_by(Run.id)


CATALOGUE: tuple[Resource, ...] = (
    Resource("waves", "/waves", None, "place", "Các đợt khảo sát", "Waves", WAVE_FIELDS, ("code", "kind", "state"), list_waves),
    *figures.RESOURCES,
    Resource("releases", "/waves/<code>/releases", "released", "wave", "Các lần công bố", "Releases", fields("number", "run", "released_at", "digest", "corrects", "correction"),
             ("number", "run"), _releases),
    Resource("runs", "/waves/<code>/runs", "provisional", "wave", "Các lần tính", "Runs",
             (*fields("run"), state_among(RUN_STATES), *fields("requested_at", "started_at", "finished_at", "input_digest", "code_version", "reason")), ("run", "state"), _runs),
    *fieldwork.RESOURCES,
)
