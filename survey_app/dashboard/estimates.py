"""Reads estimates, differences and figures of others: one statement each, however many units there are."""
from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Row, Select, func, select

from survey_app.models import Difference, Estimate, Measure, Release, Run, Wave
from survey_app.models.findings import OF_QUESTION

ESTIMATE = (
    Estimate.measure, Estimate.domain, Estimate.n, Estimate.score, Estimate.lo_logit.label("lo"), Estimate.hi_logit.label("hi"),
    Estimate.rank_lo, Estimate.rank_hi, Estimate.suppressed, Estimate.flag, Estimate.df,
)
DIFFERENCE = (
    Difference.measure, Difference.domain, Difference.other, Difference.difference, Difference.lo, Difference.hi, Difference.p, Difference.p_holm,
)
REST = "rest"


def of_everyone(connection: Connection, run_id: int) -> dict[str, Row]:
    """The estimates of everyone by measure."""
    whole = (Estimate.run_id == Measure.run_id) & (Estimate.measure == Measure.code) & (Estimate.domain_kind == "all") & (Estimate.domain == "all")
    query = select(*ESTIMATE).select_from(Measure).join(Estimate, whole).where(Measure.run_id == run_id)
    return {row.measure: row for row in connection.execute(query)}


def of_kind(connection: Connection, run_id: int, kind: str, measures: Iterable[str]) -> list[Row]:
    """The estimates of all domains of a kind, for some measures."""
    return list(connection.execute(select(*ESTIMATE).where(Estimate.run_id == run_id, Estimate.measure.in_(list(measures)), Estimate.domain_kind == kind)))


def of_domain(connection: Connection, run_id: int, kind: str, code: str) -> list[Row]:
    """The estimates of one domain, for all measures."""
    return list(connection.execute(select(*ESTIMATE).where(Estimate.run_id == run_id, Estimate.domain_kind == kind, Estimate.domain == code)))


def kinds_of(connection: Connection, run_id: int, measure: str) -> dict[str, int]:
    """The kinds of domains that a run reports on and how many domains each has, everyone left out."""
    query = select(Estimate.domain_kind, func.count()).where(Estimate.run_id == run_id, Estimate.measure == measure, Estimate.domain_kind != "all")
    return dict(connection.execute(query.group_by(Estimate.domain_kind)).all())


def tested_kinds(connection: Connection, run_id: int, measure: str) -> set[str]:
    """The kinds of domains of which any two, or one and the rest, could be tested for a measure."""
    query = select(Difference.domain_kind).where(Difference.run_id == run_id, Difference.comparison == "domain", Difference.measure == measure)
    return set(connection.scalars(query.where(Difference.lo.is_not(None)).distinct()))


def since_before(connection: Connection, run_id: int) -> dict[str, Row]:
    """What changed since the wave before, by measure."""
    return {row.measure: row for row in connection.execute(_differences(run_id, "wave", "all"))}


def questions_since_before(connection: Connection, run_id: int) -> dict[tuple[str, str], Row]:
    """What changed in single questions since the wave before, by question and option."""
    return {(row.measure, row.domain): row for row in connection.execute(_differences(run_id, "wave", OF_QUESTION))}


def between_domains(connection: Connection, run_id: int, kind: str, measure: str) -> list[Row]:
    """Differences between domains of a kind (or of each to the REST) for one measure."""
    return list(connection.execute(_differences(run_id, "domain", kind).where(Difference.measure == measure)))


def _differences(run_id: int, comparison: str, kind: str) -> Select:
    return select(*DIFFERENCE).where(Difference.run_id == run_id, Difference.comparison == comparison, Difference.domain_kind == kind)


def over_waves(connection: Connection, waves: Iterable[int], measure: str) -> list[Row]:
    """A measure in the run each of these waves shows: the last released, else the last good one; the oldest wave first."""
    waves = list(waves)
    number = func.max(Release.number).label("number")
    released = select(Release.wave_id, number).where(Release.state == "released", Release.wave_id.in_(waves)).group_by(Release.wave_id).subquery()
    chosen = select(Release.wave_id, Release.run_id).join(released, (released.c.wave_id == Release.wave_id) & (released.c.number == Release.number)).subquery()
    good = select(Run.wave_id, func.max(Run.id).label("run_id")).where(Run.state == "succeeded", Run.wave_id.in_(waves)).group_by(Run.wave_id).subquery()
    run_id = func.coalesce(chosen.c.run_id, good.c.run_id)
    query = (
        select(Wave.id, Wave.code, Wave.title, Wave.opens_on, chosen.c.run_id.label("released"), *ESTIMATE)
        .join(good, good.c.wave_id == Wave.id).outerjoin(chosen, chosen.c.wave_id == Wave.id)
        .join(Estimate, (Estimate.run_id == run_id) & (Estimate.measure == measure) & (Estimate.domain_kind == "all") & (Estimate.domain == "all"))
    )
    return list(connection.execute(query.order_by(Wave.opens_on, Wave.id)))
