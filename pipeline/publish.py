"""From estimates to a published run: all of it in one transaction, or a failure with its reason and nothing else."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Engine, insert, update

from forms import Item
from pipeline.claim import Claim, RunStopped, held_by
from pipeline.code_version import code_version
from pipeline.indices import Definition
from pipeline.lease import database_now
from survey_app.database import writing
from survey_app.models import Estimate, Measure, Run


def publish(engine: Engine, claim: Claim, *, definition: Definition, items: Mapping[str, Item], estimates, respondents: Mapping[tuple, int],
            input_digest: str, method: dict, counts: dict) -> None:
    """Store the measures and estimates and close the run as succeeded.

    `estimates`: the engine's, domain after domain. `items`: the instrument's, whose texts label the measures of items.
    `respondents`: people behind each figure, by (domain column, domain, measure).
    Raises RunStopped, storing nothing, when the run is no longer this claim's.
    """
    measures = list(_measures(claim.run, definition, items))
    rows = list(_estimates(claim.run, estimates, respondents))
    with writing(engine).begin() as connection:
        _close(connection, claim, state="succeeded", input_digest=input_digest, method=method, counts=counts)
        connection.execute(insert(Measure), measures)
        connection.execute(insert(Estimate), rows)


def record_failure(engine: Engine, claim: Claim, reason: str) -> None:
    """Close the run as failed; what earlier runs published stays as it is."""
    with writing(engine).begin() as connection:
        _close(connection, claim, state="failed", reason=reason)


def _close(connection: Connection, claim: Claim, **values) -> None:
    closing = update(Run).where(*held_by(claim)).values(finished_at=database_now(connection), code_version=code_version(), **values)
    if connection.execute(closing).rowcount != 1:
        raise RunStopped(f"run {claim.run} was closed by another process meanwhile; nothing of it is published")


def _measures(run: int, definition: Definition, items: Mapping[str, Item]) -> Iterator[dict]:
    for measure in definition.measures:
        text = items[measure.code].text if measure.label is None else None
        yield {
            "run_id": run, "code": measure.code, "parent": measure.parent, "level": measure.level, "position": measure.order,
            "label_vi": text.vi if text else measure.label,
            "label_en": text.en if text else measure.label_en or measure.label,
        }


def _estimates(run: int, estimates, respondents: Mapping[tuple, int]) -> Iterator[dict]:
    for estimate in estimates:
        whole = estimate.by is None
        yield {
            "run_id": run, "measure": estimate.code, "domain_kind": "all" if whole else estimate.by, "domain": "all" if whole else estimate.domain,
            "n": respondents[estimate.by, estimate.domain, estimate.code], "score": estimate.score, "se": estimate.se, "df": estimate.df, "lo": estimate.lo, "hi": estimate.hi,
        }
