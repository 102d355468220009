"""Responses of record: what counts as one answered form."""
from __future__ import annotations

from sqlalchemy import Select

from survey_app.models import Response


def of_record(query: Select) -> Select:
    """`query` over responses limited to originals; a correction supersedes an earlier response of the same sheet, so a chain counts once, by its first link."""
    return query.where(Response.purpose == "original", Response.supersedes_id.is_(None))
