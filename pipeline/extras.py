"""Beside a case's estimates: differences of its domains, replicate errors, shares of the two best levels."""

import csv
from pathlib import Path

import numpy as np

from pipeline.cases import Case
from pipeline.defined import defined
from pipeline.differences import domain_differences
from pipeline.errors import DataError
from pipeline.estimate import results_of
from pipeline.indices.definition import Definition
from pipeline.replicates import PsuTable, Replicates, bootstrap, from_hits, jackknife, psu_table, replicate_errors, replicate_scores
from pipeline.shares import shares_of
from pipeline.share_intervals import METHODS
from pipeline.summing import sum_tables
from pipeline.weighting import WeightedCells, weigh

OVERALL = 0  # the overall measure comes first
BOOTSTRAP_SEED = 20240501
BOOTSTRAPS = 200


def plain_case(cases: list[Case]) -> Case | None:
    """The case extras are for where none is named: the first with strata, PSUs, weights, domains and nothing special."""
    for case in cases:
        d = case.design
        if all((d.stratum, d.psu, d.weight, case.domain)) and not (d.fpc or d.nested or d.calibration) and d.lonely == "fail":
            return case
    return None


def case_extras(case: Case, definition: Definition, columns: dict[str, str], hits: Path | None) -> dict:
    """Extras of one case in the schema of the expected results; `hits`: CSV of how often each PSU was drawn."""
    moments = sum_tables(case.data, case.design, columns, definition.scale, (case.domain,), cross=False)[case.domain]
    results = results_of({case.domain: moments}, case.design, definition)
    weighted = weigh(moments, case.design.calibration)
    return {
        "case": case.name,
        "unit_differences_overall": {"pairs": [_pair(d) for d in domain_differences(results, case.domain, definition.measures[OVERALL].code)]},
        "replicate_se": _replicate_errors(weighted, results, definition, case, hits),
        "share_4_or_5": [_share(share, columns) for share in shares_of(
            moments, case.design, (definition.scale - 1, definition.scale), None, results.level, tuple(METHODS))],
    }


def _pair(d) -> dict:
    return {"a": d.a, "b": d.b, "diff": d.difference, "se": d.se, "se_if_independent": d.se_if_independent, "df": d.df, "p": d.p, "p_holm": d.p_holm}


def _share(share, columns: dict[str, str]) -> dict:
    return {"item": columns[share.code], "df": share.df, "p": share.share, "se": share.se,
            **{method: list(limits) if limits else None for method, limits in share.intervals.items()}}


def _replicate_errors(weighted: WeightedCells, results, definition: Definition, case: Case, hits: Path | None) -> dict:
    psus, strata = psu_table(weighted), results.strata
    boot = bootstrap(psus, strata, BOOTSTRAPS, BOOTSTRAP_SEED) if hits is None else from_hits(psus, strata, _read_hits(hits, psus, case.design.psu))
    codes = [m.code for m in definition.measures]
    full = results.everything.linearised.scores[0]
    found = {}
    for replicates, about_score, about_mean in (
        (jackknife(psus, strata), "JKn_mse_true", "JKn_mse_false"),
        (boot, "boot_mse_true_scale_1_over_B", "boot_mse_false_scale_1_over_Bminus1"),
    ):
        scores = replicate_scores(psus, replicates, weighted, definition, case.design.calibration)
        found[about_score] = _named(codes, replicate_errors(replicates, scores, full))
        found[about_mean] = _named(codes, replicate_errors(replicates, scores, None) * _less_one(replicates))
        found[f"{about_score.split('_')[0]}_degf"] = replicates.degrees
    return found


def _less_one(replicates: Replicates) -> float:
    """R's usual bootstrap scale about the replicates' mean is 1 / (B - 1)."""
    count = replicates.factors.shape[1]
    return np.sqrt(count / (count - 1)) if replicates.kind == "bootstrap" else 1.0


def _named(codes: list[str], errors: np.ndarray) -> dict[str, float | None]:
    return dict(zip(codes, map(defined, errors), strict=True))


def _read_hits(path: Path, psus: PsuTable, column: str) -> np.ndarray:
    """[PSUs, replicates] from a CSV: column of PSU codes, n_h, then one column a replicate."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row.pop(column, None): row for row in csv.DictReader(file)}
    absent = [code for code in psus.codes if code not in rows]
    if absent:
        raise DataError(f"{path.name}: no row for PSU {absent[0]} in column '{column}'. Every PSU of the sample needs one.")
    return np.array([[float(value) for name, value in rows[code].items() if name != "n_h"] for code in psus.codes])
