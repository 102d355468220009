"""What a run says of its own figures: replicate errors, warnings, ranks, the other weighting. Nothing of a hidden figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import cross_check, ranks
from pipeline.disclose import HIDDEN, NO_ANSWERS, Disclosed
from pipeline.errors import DesignError
from pipeline.estimate import FEW_DEGREES, Results
from pipeline.indices.definition import ITEM

Ranks = Mapping[tuple, tuple[int, int]]
RANK_METHOD = "joint rank confidence sets of Mogstad, Romano, Shaikh & Wilhelm (2023)"


@dataclass(frozen=True)
class Diagnostics:
    """`said`: as a document for programs. `ranks`: (best, worst) rank by (domain column, domain, measure)."""

    said: dict
    ranks: Ranks


def diagnose(results: Results, disclosed: Sequence[Disclosed], ranked: Iterable[str], beside: Results | None = None) -> Diagnostics:
    """Diagnostics of a run; `ranked`: domain columns whose domains are ranked on the first measure; `beside`: the same under the other weighting."""
    hidden = {(d.estimate.by, d.estimate.domain, d.estimate.code) for d in disclosed if d.status == HIDDEN and d.reason != NO_ANSWERS}
    said: dict = {"cross_check": _cross_check(results, hidden), "warnings": _warnings(results, hidden)}
    if beside is not None:
        said["other_weighting"] = _under_other_weighting(beside, hidden)
    rankings = [_ranks(results, by, hidden) for by in ranked if by in results.by and results.by[by].domains]
    if rankings:
        said["ranks"] = [about for about, _ in rankings]
    return Diagnostics(said, {domain: ranks for _, found in rankings for domain, ranks in found.items()})


def _under_other_weighting(beside: Results, hidden: set[tuple]) -> dict:
    """The overall figures under the weighting that the run does not publish by."""
    return {
        "weighting": beside.weighting,
        "measures": [{"code": e.code, "score": e.score, "se": e.se, "lo_logit": e.lo_logit, "hi_logit": e.hi_logit, "deff": e.deff}
                     for e in beside.of() if e.score is not None and (None, "*", e.code) not in hidden],
    }


def _cross_check(results: Results, hidden: set[tuple]) -> dict:
    levels = {measure.code: measure.level for measure in results.definition.measures}
    checked = [check for check in cross_check.cross_check(results) if levels[check.code] != ITEM and (None, "*", check.code) not in hidden]
    return {
        "replicates": cross_check.REPLICATES, "seed": cross_check.SEED, "jackknife": "JKn", "bootstrap": "Rao-Wu-Yue",
        "measures": [
            {"code": check.code, "linearised": check.linearised, "jackknife": check.jackknife, "bootstrap": check.bootstrap,
             "jackknife_ratio": _ratio(check.jackknife, check.linearised), "bootstrap_ratio": _ratio(check.bootstrap, check.linearised),
             "jackknife_undefined": check.jackknife_undefined, "bootstrap_undefined": check.bootstrap_undefined}
            for check in checked
        ],
    }


def _ratio(error: float | None, linearised: float) -> float | None:
    return error / linearised if error is not None and linearised > 0 else None


def _warnings(results: Results, hidden: set[tuple]) -> list[str]:
    """The engine's warnings but those of a domain whose first measure is hidden: they say how many answers it has."""
    first = results.definition.measures[0].code
    silent = tuple("everything: " if by is None else f"{by} {domain}: " for by, domain, code in hidden if code == first)
    return [warning for warning in results.warnings if not warning.startswith(silent)]


def _ranks(results: Results, by: str, hidden: set[tuple]) -> tuple[dict, Ranks]:
    """How the domains were ranked, and their ranks; a hidden domain is not ranked, for the others' ranks would tell its own."""
    code = results.definition.measures[0].code
    about = {"method": RANK_METHOD, "by": by, "measure": code, "level": results.level, "draws": ranks.DRAWS, "seed": ranks.SEED}
    shown = [domain for domain in results.by[by].domains if (by, domain, code) not in hidden]
    try:
        sets = {one.domain: one for one in ranks.rank_sets(results, by, code, only=shown)}
    except DesignError as refusal:
        return about | {"ranked": 0, "reason": str(refusal)}, {}
    ranked = [domain for domain in shown if sets[domain].best is not None]
    if len(ranked) == 1:
        return about | {"ranked": 0, "reason": f"Only one {by} can be ranked."}, {}
    left_out = [{"domain": domain, "reason": _why_not_ranked(results, by, domain)} for domain in shown if domain not in ranked]
    return about | {"ranked": len(ranked), "left_out": left_out}, {(by, domain, code): (sets[domain].best, sets[domain].worst) for domain in ranked}


def _why_not_ranked(results: Results, by: str, domain: str) -> str:
    first = results.of(by, domain)[0]
    if first.score is None:
        return "nobody answered"
    return f"too few PSUs for a steady error (df below {FEW_DEGREES})" if first.df < FEW_DEGREES else "its PSUs are all alike (standard error 0), so its error is not known"
