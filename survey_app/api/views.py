"""One view a resource: who may, about what, which rows, in which form."""
from __future__ import annotations

from flask import Response, request
from sqlalchemy import Connection, select

from survey_app import engine
from survey_app.api import blueprint
from survey_app.api.answers import Told, answer, chosen_form, field_names, tell
from survey_app.api.catalogue import CATALOGUE
from survey_app.api.parameters import read_parameters, rows_a_page
from survey_app.api.refusals import Refusal
from survey_app.api.resources import AROUND, Resource, Subject
from survey_app.api.rows import read_page
from survey_app.api.tokens import Bearer, bearer_of
from survey_app.api.waves import ALONE_FIELDS, WAVE_FIELDS, describe, find_shown, find_wave_row
from survey_app.models import Release
from survey_app.models.keeping import EVERYBODY
from survey_app.released import Shown, corrected_by


def _view(resource: Resource):
    def view(code: str | None = None, form: str | None = None) -> Response:
        with engine().connect() as connection:
            bearer = bearer_of(connection, request.headers.get("Authorization", ""))
            bearer.require(resource.scope)
            return _tell(connection, resource, bearer, code, chosen_form(form))
    return view


def _tell(connection: Connection, resource: Resource, bearer: Bearer, code: str | None, form: str) -> Response:
    asked, filters = read_parameters(resource, request.args)
    subject = _settle(connection, resource, bearer, code, asked)
    _refuse_thinned(resource, subject, filters)
    limit, page = rows_a_page(asked, form), asked.get("page", 1)
    told = Told(resource, *_said_of(connection, subject), limit, page, _held_by(subject.shown))
    return answer(told, read_page(connection, resource, subject, filters, limit, page), form)


def _settle(connection: Connection, resource: Resource, bearer: Bearer, code: str | None, asked: dict) -> Subject:
    sees = {"sees_released": bearer.opens("released"), "sees_provisional": bearer.opens("provisional"), "brief": asked.get("method") == "0"}
    if resource.of == "place":
        return Subject(**sees)
    wave = find_wave_row(connection, code)
    return Subject(wave, find_shown(connection, wave, asked, sees["sees_provisional"]) if resource.of == "run" else None, **sees)


def _refuse_thinned(resource: Resource, subject: Subject, filters: dict[str, list[str]]) -> None:
    """Rather no answer than a part that looks like all of it; what is asked of everybody alone is there."""
    run = subject.shown and subject.shown.run
    if resource.thins and run and run.thinned_at and filters.get("domain_kind") != [EVERYBODY]:
        raise Refusal("thinned", f"run {run.id} was thinned on {run.thinned_at:%Y-%m-%d}: of its {resource.name} only those of everybody are kept; "
                                 f"ask with domain_kind={EVERYBODY}, or for another run", parameter="run")


def _held_by(shown: Shown | None) -> dict[str, int]:
    """What the other pages must ask for to be of the same run, whatever is released meanwhile."""
    if shown is None:
        return {}
    return {"run": shown.run.id} if shown.provisional else {"release": shown.release.number}


def _said_of(connection: Connection, subject: Subject) -> tuple[dict, dict, dict]:
    """What is said of the wave and the run: the head in JSON, what stands in front of and behind every row in CSV."""
    if subject.wave is None:
        return {}, {}, {}
    head = dict(zip(field_names(WAVE_FIELDS), describe(connection, subject.wave, subject.shown, subject.brief), strict=True))
    if subject.shown is None:
        return {"wave": {name: head[name] for name in field_names(ALONE_FIELDS)}}, {"wave": subject.wave.code}, {}
    release = subject.shown.release
    in_front, behind = AROUND["run"]
    return (
        {"wave": head}, dict(zip(in_front, (subject.wave.code, head["sample"], subject.shown.run.id), strict=True)),
        dict(zip(behind, (release and release.number, subject.shown.provisional, release and corrected_by(connection, release.id)), strict=True)),
    )


def _add(resource: Resource) -> None:
    view = _view(resource)
    blueprint.add_url_rule(resource.path, f"list_{resource.name}", view)
    blueprint.add_url_rule(f"{resource.path}.csv", f"csv_of_{resource.name}", view, defaults={"form": "csv"})


@blueprint.get("/waves/<code>/releases/<int:number>")
def read_release(code: str, number: int) -> Response:
    """The official table of a release as it was frozen."""
    with engine().connect() as connection:
        bearer = bearer_of(connection, request.headers.get("Authorization", ""))
        bearer.require("released")
        release = find_shown(connection, find_wave_row(connection, code), {"release": number}, False).release
        document, later = connection.scalar(select(Release.document).where(Release.id == release.id)), corrected_by(connection, release.id)
    return tell({"wave": code, "number": number, "digest": release.digest, "corrected_by": later, "document": document})


for _resource in CATALOGUE:
    _add(_resource)
