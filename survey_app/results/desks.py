"""The desks of a desk wave: each one's score with its interval and the ranks it can have, in order of their numbers."""
from __future__ import annotations

from sqlalchemy import Connection, Row, select

from survey_app.models import Estimate, Measure, ServicePoint

DESK = "service_point"


def read_desks(connection: Connection, run_id: int) -> list[Row]:
    """Estimates of the run's first measure by desk, with the desks' names, sorted by desk number; none in other waves."""
    first = select(Measure.code).where(Measure.run_id == run_id).order_by(Measure.position).limit(1).scalar_subquery()
    query = (
        select(
            Estimate.domain.label("number"), ServicePoint.name, Estimate.n, Estimate.score, Estimate.lo_logit, Estimate.hi_logit,
            Estimate.rank_lo, Estimate.rank_hi, Estimate.suppressed, Estimate.flag,
        )
        .outerjoin(ServicePoint, ServicePoint.number == Estimate.domain)
        .where(Estimate.run_id == run_id, Estimate.domain_kind == DESK, Estimate.measure == first).order_by(Estimate.domain)
    )
    return list(connection.execute(query))
