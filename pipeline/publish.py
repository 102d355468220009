"""From estimates to a published run: all of it in one transaction, or a failure with its reason and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, update

from forms import Item
from pipeline.claim import Claim, RunStopped, held_by
from pipeline.code_version import code_version
from pipeline.diagnostics import Ranks
from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS, FLAGGED, HIDDEN, NO_ANSWERS, NO_INTERVAL, WIDE_INTERVAL, Disclosed
from pipeline.indices import Definition
from pipeline.lease import database_now
from survey_app.database import writing
from survey_app.models import Estimate, Measure, Run

NUMBERS = ("n", "score", "se", "df", "lo", "hi", "lo_logit", "hi_logit", "deff", "response_rate", "items_used", "items_total")
REASONS = {
    FEW_ANSWERS: "few_answers",
    COMPLEMENTARY: "complementary",
    NO_ANSWERS: "no_answers",
    WIDE_INTERVAL: "wide_interval",
    NO_INTERVAL: "no_interval",
    None: None,
}


@dataclass(frozen=True)
class Findings:
    """What a run publishes: estimates as they may be shown, domain after domain, and what it says of itself."""

    definition: Definition
    disclosed: Iterable[Disclosed]
    ranks: Ranks
    input_digest: str
    method: dict
    counts: dict
    diagnostics: dict


def publish(engine: Engine, claim: Claim, findings: Findings, items: Mapping[str, Item]) -> None:
    """Store the measures and estimates and close the run as succeeded.

    `items`: the instrument's, whose texts label the measures of items.
    Raises RunStopped, storing nothing, when the run is no longer this claim's.
    """
    measures = list(_measures(claim.run, findings.definition, items))
    rows = [_estimate(claim.run, disclosed, findings.ranks) for disclosed in findings.disclosed]
    with writing(engine).begin() as connection:
        _close(connection, claim, state="succeeded", input_digest=findings.input_digest, method=findings.method, counts=findings.counts,
               diagnostics=findings.diagnostics)
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


def _estimate(run: int, disclosed: Disclosed, ranks: Ranks) -> dict:
    """The row of an estimate; of a hidden one no number is stored, so none can be read out."""
    estimate, reason = disclosed.estimate, REASONS[disclosed.reason]
    hidden = disclosed.status == HIDDEN
    numbers = {name: None if hidden else getattr(estimate, name) for name in NUMBERS} | ({"n": 0} if disclosed.reason == NO_ANSWERS else {})
    best, worst = ranks.get((estimate.by, estimate.domain, estimate.code), (None, None))
    whole = estimate.by is None
    return {
        "run_id": run, "measure": estimate.code, "domain_kind": "all" if whole else estimate.by, "domain": "all" if whole else estimate.domain,
        "rank_lo": best, "rank_hi": worst, "suppressed": reason if hidden else None, "flag": reason if disclosed.status == FLAGGED else None,
    } | numbers
