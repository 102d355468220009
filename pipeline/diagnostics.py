"""What a run says of its own figures: replicate errors beside the linearised ones, warnings, ranks. Nothing of a hidden figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import cross_check, ranks
from pipeline.disclose import HIDDEN, NO_ANSWERS, Disclosed
from pipeline.errors import DesignError
from pipeline.estimate import Results
from pipeline.indices.definition import ITEM

Ranks = Mapping[tuple, tuple[int, int]]
RANK_METHOD = "joint rank confidence sets of Mogstad, Romano, Shaikh & Wilhelm (2023)"


@dataclass(frozen=True)
class Diagnostics:
    """`said`: as a document for programs. `ranks`: (best, worst) rank by (domain column, domain, measure)."""

    said: dict
    ranks: Ranks


def diagnose(results: Results, disclosed: Sequence[Disclosed], ranked: str | None) -> Diagnostics:
    """Diagnostics of a run; `ranked` is the domain column whose domains are ranked on the first measure."""
    hidden = {(d.estimate.by, d.estimate.domain, d.estimate.code) for d in disclosed if d.status == HIDDEN and d.reason != NO_ANSWERS}
    said = {"cross_check": _cross_check(results, hidden), "warnings": _warnings(results, hidden)}
    if ranked is None:
        return Diagnostics(said, {})
    about, found = _ranks(results, ranked, hidden)
    return Diagnostics(said | {"ranks": about}, found)


def _cross_check(results: Results, hidden: set[tuple]) -> dict:
    levels = {measure.code: measure.level for measure in results.definition.measures}
    checked = [check for check in cross_check.cross_check(results) if levels[check.code] != ITEM and (None, "*", check.code) not in hidden]
    return {
        "replicates": cross_check.REPLICATES, "seed": cross_check.SEED, "jackknife": "JKn", "bootstrap": "Rao-Wu-Yue",
        "measures": [
            {"code": check.code, "linearised": check.linearised, "jackknife": check.jackknife, "bootstrap": check.bootstrap,
             "jackknife_ratio": _ratio(check.jackknife, check.linearised), "bootstrap_ratio": _ratio(check.bootstrap, check.linearised)}
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
        sets = [one for one in ranks.rank_sets(results, by, code, only=shown) if one.best is not None]
    except DesignError as refusal:
        return about | {"ranked": 0, "reason": str(refusal)}, {}
    if len(sets) == 1:
        return about | {"ranked": 0, "reason": f"Only one {by} can be ranked."}, {}
    return about | {"ranked": len(sets)}, {(by, one.domain, code): (one.best, one.worst) for one in sets}
