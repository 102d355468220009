"""Responses of record: what counts as one answered form."""
from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, or_, select, true

from survey_app.models import Response
from survey_app.models.exclusions import left_out


def of_record(query: Select) -> Select:
    """`query` over responses limited to originals; a correction supersedes an earlier response of the same sheet, so a chain counts once, by its first link."""
    return query.where(Response.purpose == "original", Response.supersedes_id.is_(None))


def counted(query: Select, ground: Mapping | None = None) -> Select:
    """`query` over responses limited to the sheets that figures are computed from, each by its first response; not those that people left out.

    ground: what a run says it knew; then as it was for that run, else as it is now. An act of leaving out names the first response of its sheet.
    """
    return of_record(query).where(_known(ground), Response.id.not_in(_left_out(ground)))


def counted_as_corrected(query: Select, ground: Mapping | None = None) -> Select:
    """As `counted`, each sheet by its last correction: by what it says, as figures take it."""
    superseded = select(Response.supersedes_id).where(Response.supersedes_id.is_not(None), _known(ground))
    out = _left_out(ground)
    out_by_case = select(Response.case_id).where(Response.id.in_(out), Response.case_id.is_not(None))
    return query.where(Response.purpose == "original", _known(ground), Response.id.not_in(superseded), Response.id.not_in(out),
                       or_(Response.case_id.is_(None), Response.case_id.not_in(out_by_case)))


def _known(ground: Mapping | None) -> ColumnElement[bool]:
    last = _last(ground, "responses")
    return true() if last is None else Response.id <= last


def _left_out(ground: Mapping | None) -> Select:
    return select(left_out(_last(ground, "exclusions")).subquery().c.response_id)


def _last(ground: Mapping | None, name: str) -> int | None:
    """The last response, or act of leaving out, that the run knew of."""
    return (ground or {}).get(name, {}).get("last")
