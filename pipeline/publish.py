"""From estimates to a published run: all of it in one transaction, or a failure with its reason and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, update

from forms import Item
from pipeline.claim import Claim, RunStopped, held_by
from pipeline.code_version import code_version
from pipeline.comparisons import Family
from pipeline.detail import Detail
from pipeline.diagnostics import Ranks
from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS, FEW_PSUS, FLAGGED, HIDDEN, NO_ANSWERS, NO_INTERVAL, WIDE_INTERVAL, Disclosed
from pipeline.estimate import Estimate as EngineEstimate
from pipeline.indices import Definition
from pipeline.lease import database_now
from pipeline.priorities import Priority
from pipeline.pulse import MonthPulse
from pipeline.questions.disclosure import DisclosedFigure
from pipeline.questions.figures import QuestionFigure
from pipeline.targets import Target
from survey_app.database import writing
from survey_app.models import Base, Difference, Estimate, Measure, Pulse, Run
from survey_app.models import Priority as PriorityRow
from survey_app.models import QuestionFigure as QuestionRow

NUMBERS = ("n", "score", "se", "df", "lo", "hi", "lo_logit", "hi_logit", "deff", "response_rate", "items_used", "items_total")
PULSE_VALUES = ("month", "n", "score", "expected", "lo", "hi", "signal", "since")
QUESTION_NUMBERS = ("n", "value", "se", "df", "lo", "hi", "lo_other", "hi_other")
REASONS = {
    FEW_ANSWERS: "few_answers",
    COMPLEMENTARY: "complementary",
    NO_ANSWERS: "no_answers",
    WIDE_INTERVAL: "wide_interval",
    NO_INTERVAL: "no_interval",
    FEW_PSUS: "few_psus",
    None: None,
}


@dataclass(frozen=True)
class Findings:
    """What a run publishes: estimates as they may be shown, domain after domain, what follows from them, and what it says of itself."""

    definition: Definition
    disclosed: Iterable[Disclosed]
    ranks: Ranks
    families: Iterable[Family]
    priorities: Iterable[Priority]
    targets: Mapping[str, Target]
    detail: Detail
    input_digest: str
    method: dict
    counts: dict
    diagnostics: dict


def publish(engine: Engine, claim: Claim, findings: Findings, items: Mapping[str, Item]) -> None:
    """Store the measures, estimates and what follows from them, and close the run as succeeded.

    `items`: the instrument's, whose texts label the measures of items.
    Raises RunStopped, storing nothing, when the run is no longer this claim's.
    """
    found = {table: [{"run_id": claim.run} | row for row in rows] for table, rows in rows_of(findings, items).items()}
    with writing(engine).begin() as connection:
        _close(connection, claim, state="succeeded", input_digest=findings.input_digest, method=findings.method, counts=findings.counts,
               diagnostics=findings.diagnostics)
        for table, rows in found.items():
            if rows:
                connection.execute(insert(table), rows)


def rows_of(findings: Findings, items: Mapping[str, Item]) -> dict[type[Base], Iterable[dict]]:
    """The rows that findings are stored as, by table, without their run; what a row does not name is NULL."""
    return {
        Measure: _measures(findings.definition, items),
        Estimate: (_estimate(disclosed, findings.ranks) for disclosed in findings.disclosed),
        Difference: (row for family in findings.families for row in _differences(family)),
        PriorityRow: (_priority(place, priority, findings.targets[priority.code]) for place, priority in enumerate(findings.priorities, 1)),
        QuestionRow: (_question(disclosed) for disclosed in findings.detail.questions),
        Pulse: (_pulse(desk, month) for desk, months in findings.detail.pulses.by_desk.items() for month in months),
    }


def record_failure(engine: Engine, claim: Claim, reason: str) -> None:
    """Close the run as failed; what earlier runs published stays as it is."""
    with writing(engine).begin() as connection:
        _close(connection, claim, state="failed", reason=reason)


def _close(connection: Connection, claim: Claim, **values) -> None:
    closing = update(Run).where(*held_by(claim)).values(finished_at=database_now(connection), code_version=code_version(), **values)
    if connection.execute(closing).rowcount != 1:
        raise RunStopped(f"run {claim.run} was closed by another process meanwhile; nothing of it is published")


def _measures(definition: Definition, items: Mapping[str, Item]) -> Iterator[dict]:
    for measure in definition.measures:
        text = items[measure.code].text if measure.label is None else None
        yield {
            "code": measure.code, "parent": measure.parent, "level": measure.level, "position": measure.order,
            "label_vi": text.vi if text else measure.label,
            "label_en": text.en if text else measure.label_en or measure.label,
        }


def _estimate(disclosed: Disclosed, ranks: Ranks) -> dict:
    estimate = disclosed.estimate
    best, worst = ranks.get((estimate.by, estimate.domain, estimate.code), (None, None))
    return {"measure": estimate.code, "rank_lo": best, "rank_hi": worst} | _told(disclosed, estimate, NUMBERS)


def _question(disclosed: DisclosedFigure) -> dict:
    figure = disclosed.figure
    return {"question": figure.question, "option": figure.option, "statistic": figure.statistic} | _told(disclosed, figure, QUESTION_NUMBERS)


def _told(disclosed: Disclosed | DisclosedFigure, figure: EngineEstimate | QuestionFigure, names: Iterable[str]) -> dict:
    """A figure's domain, whether it is shown, and its numbers; of a hidden one no number is stored, so none can be read out."""
    reason, hidden, whole = REASONS[disclosed.reason], disclosed.status == HIDDEN, figure.by is None
    numbers = {name: None if hidden else getattr(figure, name) for name in names} | ({"n": 0} if disclosed.reason == NO_ANSWERS else {})
    return {
        "domain_kind": "all" if whole else figure.by, "domain": "all" if whole else figure.domain,
        "suppressed": reason if hidden else None, "flag": reason if disclosed.status == FLAGGED else None,
    } | numbers


def _pulse(desk: str, month: MonthPulse) -> dict:
    return {"domain": desk, "suppressed": REASONS[month.suppressed]} | {name: getattr(month, name) for name in PULSE_VALUES}


def _differences(family: Family) -> Iterator[dict]:
    for found in family.differences:
        numbers = {name: getattr(found, name) for name in ("difference", "se", "df", "lo", "hi", "p", "p_holm")}
        yield {"measure": found.code, "comparison": family.comparison, "domain_kind": family.kind, "domain": found.a, "other": found.b} | numbers


def _priority(place: int, found: Priority, target: Target) -> dict:
    of_item = {"measure": found.code, "position": place, "target": target.score, "target_source": target.source, "score": found.score,
               "gap": found.gap, "gap_lo": found.gap_lo, "gap_hi": found.gap_hi}
    gains = {"index": found.index, "points": found.points}
    return of_item | {f"{what}_{name}": getattr(gain, name, None) for what, gain in gains.items() for name in ("per_point", "closed", "lo", "hi")}
