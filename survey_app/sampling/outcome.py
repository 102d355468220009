"""What a case counts as in outcome rates: its disposition, unless the form that gave it one was left out of the figures."""
from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Label, Select, case, func, literal, select

from survey_app.models import Case, Psu, Response
from survey_app.models.exclusions import left_out
from survey_app.people.scopes import Scope
from survey_app.sampling.dispositions import DISPOSITIONS

# A form is left out because no interview with the person drawn is behind it, so nothing that it said of the household is
# known: neither an interview nor a break-off, nor that anybody eligible lives there. AAPOR: unknown eligibility, other.
WITHOUT_INTERVIEW = "3.90"
OUTCOME = "outcome"


def outcome() -> Label[str]:
    """The AAPOR code that a case counts as, a column named `outcome`: group by that name, for a database does not take two copies of it for one expression."""
    return case((is_left_out(), literal(WITHOUT_INTERVIEW)), else_=Case.disposition).label(OUTCOME)


def is_left_out() -> ColumnElement[bool]:
    """Whether the form of a case is left out of the figures now."""
    return Case.id.in_(_cases_left_out())


def count_left_out(connection: Connection, wave_id: int, scope: Scope) -> int:
    """How many cases of a wave that an account sees count as WITHOUT_INTERVIEW because their form was left out."""
    query = select(func.count()).select_from(Case).join(Psu, Psu.id == Case.psu_id).where(Case.wave_id == wave_id, is_left_out())
    return connection.scalar(scope.communes(query, Psu.unit_id))


def left_out_words(count: int, unit: str) -> str:
    """How cases count whose forms were left out, a sentence; `unit`: what a case is. Nothing where there are none."""
    return f"{count} {unit} có phiếu đã bị loại: được tính là “{DISPOSITIONS[WITHOUT_INTERVIEW].vi}” ({WITHOUT_INTERVIEW}), không phải hoàn thành." if count else ""


def _cases_left_out() -> Select:
    out = left_out().subquery()
    return select(Response.case_id).join(out, out.c.response_id == Response.id).where(Response.case_id.is_not(None))
