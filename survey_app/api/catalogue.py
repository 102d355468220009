"""The table of everything that can be read by the API: views, filters and the OpenAPI document follow it."""
from __future__ import annotations

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from survey_app.api import exclusions, fieldwork, figures
from survey_app.api.resources import Resource, Subject
from survey_app.api.vocabulary import Field, fields, state_among
from survey_app.api.waves import THINNED, WAVE_FIELDS, list_waves
from survey_app.models import Release, Run, ThinnedRun
from survey_app.models.runs import RUN_STATES


def _releases(_connection: Connection, subject: Subject) -> Select:
    corrected, later = aliased(Release), aliased(Release)
    first_later = select(func.min(later.number)).where(later.corrects_id == Release.id, later.state == "released").scalar_subquery()
    query = select(Release.number, Release.run_id.label("run"), Release.decided_at.label("released_at"), Release.digest, corrected.number.label("corrects"), Release.correction,
                   first_later.label("corrected_by"))
    query = query.outerjoin(corrected, corrected.id == Release.corrects_id)
    return query.where(Release.wave_id == subject.wave.id, Release.state == "released").order_by(Release.number)


def _runs(_connection: Connection, subject: Subject) -> Select:
    query = select(Run.id.label("run"), Run.state, Run.requested_at, Run.started_at, Run.finished_at, Run.input_digest, Run.code_version, Run.reason,
                   Run.counts["excluded"].as_integer().label("excluded"), ThinnedRun.thinned_at)
    return query.outerjoin(ThinnedRun, ThinnedRun.run_id == Run.id).where(Run.wave_id == subject.wave.id).order_by(Run.id)


EXCLUDED = Field("excluded", "whole", "Số phiếu bị loại khỏi số liệu của lần tính; không có khi lần tính không nêu", "Forms that the run left out; missing where it does not say", True)
CATALOGUE: tuple[Resource, ...] = (
    Resource("waves", "/waves", None, "place", "Các đợt khảo sát", "Waves", WAVE_FIELDS, ("code", "kind", "state"), list_waves),
    *figures.RESOURCES,
    Resource("releases", "/waves/<code>/releases", "released", "wave", "Các lần công bố", "Releases", fields("number", "run", "released_at", "digest", "corrects", "correction", "corrected_by"),
             ("number", "run"), _releases),
    Resource("runs", "/waves/<code>/runs", "provisional", "wave", "Các lần tính", "Runs",
             (*fields("run"), state_among(RUN_STATES), *fields("requested_at", "started_at", "finished_at", "input_digest", "code_version", "reason"), EXCLUDED, THINNED), ("run", "state"), _runs),
    *fieldwork.RESOURCES,
    *exclusions.RESOURCES,
)
