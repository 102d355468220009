"""Organisations whose people take part: adding and renaming them; they are never deleted."""
from __future__ import annotations

import re

from sqlalchemy import Connection, Engine, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.database import writing
from survey_app.journal import acting, record
from survey_app.models import Organisation, User
from survey_app.written import tidy

CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,19}")


class CodeTaken(ValueError):
    """Another organisation has this code."""


def list_organisations(connection: Connection) -> list[Row]:
    """Every organisation by name, with the number of its active accounts (`people`)."""
    people = select(func.count()).where(User.organisation_id == Organisation.id, User.active).scalar_subquery()
    query = select(Organisation.id, Organisation.code, Organisation.name, Organisation.kind, people.label("people"))
    return list(connection.execute(query.order_by(Organisation.name)))


def add_organisation(engine: Engine, code: str, name: str, kind: str) -> int:
    """Add one and return its id. Raises CodeTaken, or ValueError for a code that is none."""
    code = code.strip().lower()
    if not CODE.fullmatch(code):
        raise ValueError(f"expected 1 to 20 letters a-z, digits, dots, dashes or underscores, got {code!r}")
    values = {"code": code, "name": tidy(name), "kind": kind}
    try:
        with writing(engine).begin() as connection:
            organisation_id = connection.execute(insert(Organisation).values(**values)).inserted_primary_key[0]
            record(connection, acting(), "organisation.add", code, {"name": values["name"], "kind": kind})
    except IntegrityError as error:
        if "code" not in str(error.orig):
            raise
        raise CodeTaken(f"there is an organisation {code!r} already") from None
    return organisation_id


def change_organisation(engine: Engine, organisation_id: int, name: str, kind: str) -> None:
    """Rename one, or correct its kind; its code stays. Raises LookupError."""
    after = {"name": tidy(name), "kind": kind}
    with writing(engine).begin() as connection:
        query = select(Organisation.code, Organisation.name, Organisation.kind).where(Organisation.id == organisation_id)
        before = connection.execute(query.with_for_update()).first()
        if before is None:
            raise LookupError(f"no organisation with id {organisation_id}")
        changes = {key: [getattr(before, key), value] for key, value in after.items() if getattr(before, key) != value}
        if changes:
            connection.execute(update(Organisation).where(Organisation.id == organisation_id).values(**after))
            record(connection, acting(), "organisation.change", before.code, changes)
