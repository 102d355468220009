"""Which cases no answer may come from any more, however late: those another household took the place of, and those that
proved to be nobody's to answer.

A refusal or a household nobody met may still answer: that converts it, as AAPOR's rates allow, and its disposition
follows from the response. A case outside the population (group NE), or whose chosen respondent died, may not; nor a
replaced one, whose weight its replacement has. Who finds that such a disposition was a slip corrects it first
(`sipas case dispose`); its history keeps both.
"""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, bindparam, select
from sqlalchemy.orm import aliased

from survey_app.models import Case, ReserveHousehold
from survey_app.sampling.dispositions import DISPOSITIONS, FINAL


@dataclass(frozen=True)
class Closed:
    """Why: `reason` is replaced or final, the message is for programs and people at work."""

    reason: str
    message: str


def _standing() -> Select:
    later = aliased(Case)
    taken = select(later.serial).join(ReserveHousehold, ReserveHousehold.case_id == later.id).where(ReserveHousehold.replaces_case_id == Case.id)
    return select(Case.id, Case.disposition, taken.scalar_subquery().label("replaced_by"))


# Composed once, for the intake's sake. A statement that waits for a row sees the rest of the database as it was before
# it waited: so holding the case and looking at it are two.
_OF_CASE = _standing().where(Case.id == bindparam("case_id"))
_HOLD_CASE = select(Case.id).where(Case.id == bindparam("case_id")).with_for_update(key_share=True)
# What a query of cases adds to leave these out, or to find them.
IS_REPLACED = select(ReserveHousehold.id).where(ReserveHousehold.replaces_case_id == Case.id).exists()
IS_FINAL = Case.disposition.in_(FINAL)


def why_closed(connection: Connection, case_id: int, *, held: bool = False) -> Closed | None:
    """Why no answer of this case may be taken, None when one may; `held` keeps it so until the transaction ends."""
    if held:
        connection.execute(_HOLD_CASE, {"case_id": case_id})
    found = connection.execute(_OF_CASE, {"case_id": case_id}).first()
    return _told(found) if found else None


def closed_cases(connection: Connection, wave_id: int) -> dict[int, Closed]:
    """The cases of a wave that no answer may come from, by id."""
    rows = connection.execute(_standing().where(Case.wave_id == wave_id, IS_REPLACED | IS_FINAL))
    return {row.id: _told(row) for row in rows}


def _told(case: Row) -> Closed | None:
    if case.replaced_by:
        return Closed("replaced", f"this case was replaced by {case.replaced_by}, whose answers count in its place")
    if case.disposition in FINAL:
        disposition = DISPOSITIONS[case.disposition]
        return Closed("final", f"this case is {disposition.code} ({disposition.en}), so no answer can be its own; if that was a slip, correct its disposition first")
    return None
