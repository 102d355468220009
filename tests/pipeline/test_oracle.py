"""The engine against R's survey, case by case: expected numbers and the R program stand in oracle/."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pipeline.cases import candidate_row, item_columns, read_cases, read_structure
from pipeline.covariance import measure_covariance
from pipeline.errors import DesignError
from pipeline.estimate import estimate
from pipeline.extras import case_extras

ORACLE = Path(__file__).parent / "oracle"
CASES = {case.name: case for case in read_cases(ORACLE / "data" / "cases.json")}
FIELDS = ("est", "se", "df", "lo", "hi", "deff", "n", "lo_logit", "hi_logit")
RELATIVE, ABSOLUTE = 1e-9, 1e-9
R_LOGIT = 1e-8  # R's svyciprop(method = "logit") stops iterating near this


@cache
def expected() -> dict[str, dict]:
    found: dict[str, dict] = {}
    with (ORACLE / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = {field: float(row[field]) if row[field] else None for field in FIELDS}
            found.setdefault(row["case"], {})[row["domain"], row["estimand"]] = values
    return found


def structure():
    definition = read_structure(ORACLE / "data" / "structure.json")
    return definition, item_columns(definition)


@pytest.mark.parametrize("name", sorted(set(CASES) - {"lonely_fail"}))
def test_estimates_agree_with_r(name):
    case, (definition, columns) = CASES[name], structure()
    results = estimate(case.data, case.design, definition, domains=(case.domain,), columns=columns)
    rows = {(row["domain"], row["estimand"]): row for row in map(candidate_row, results.estimates())}
    wrong = [
        (key, field, rows[key][field], value)
        for key, values in expected()[name].items()
        for field, value in values.items()
        if rows[key][field] != (value if value is None else pytest.approx(value, rel=RELATIVE, abs=ABSOLUTE))
    ]
    assert not wrong, wrong[:5]


def test_a_lonely_psu_is_refused_by_name():
    case, (definition, columns) = CASES["lonely_fail"], structure()
    with pytest.raises(DesignError, match="stratum 03 .*lonely = adjust, average, certainty"):
        estimate(case.data, case.design, definition, columns=columns)


@pytest.fixture(scope="module")
def extras():
    definition, columns = structure()
    found = case_extras(CASES["strat_cluster_1800"], definition, columns, ORACLE / "data" / "boot_hits.csv")
    return found, json.loads((ORACLE / "extras.json").read_text(encoding="utf-8"))


def test_differences_between_domains_that_share_psus(extras):
    found, wanted = extras
    for mine, theirs in zip(found["unit_differences_overall"]["pairs"], wanted["unit_differences_overall"]["pairs"], strict=True):
        assert (mine["a"], mine["b"]) == (theirs["a"], theirs["b"])
        numbers = ("diff", "se", "se_if_independent")
        assert [mine[n] for n in numbers] == pytest.approx([theirs[n] for n in numbers], rel=RELATIVE)


def test_the_joint_covariance_of_measures(extras):
    """What R gives by the delta method on 78 totals."""
    wanted, case, (definition, columns) = extras[1]["covariance"], CASES["strat_cluster_1800"], structure()
    found = measure_covariance(estimate(case.data, case.design, definition, columns=columns))
    places = [[m.code for m in definition.measures].index(name) for name in wanted["names"]]
    assert found[np.ix_(places, places)] == pytest.approx(np.array(wanted["matrix"]), rel=RELATIVE)


@pytest.mark.parametrize("kind", ["JKn_mse_true", "JKn_mse_false", "boot_mse_true_scale_1_over_B", "boot_mse_false_scale_1_over_Bminus1"])
def test_replicate_errors(extras, kind):
    found, wanted = extras
    assert found["replicate_se"][kind] == pytest.approx(wanted["replicate_se"][kind], rel=RELATIVE)


def test_replicate_degrees_of_freedom(extras):
    found, wanted = extras
    for kind in ("JKn_degf", "boot_degf"):
        assert found["replicate_se"][kind] == wanted["replicate_se"][kind]


@pytest.mark.parametrize("method", ["beta", "logit", "xlogit", "asin", "mean"])
def test_share_intervals(extras, method):
    found, wanted = extras
    for mine, theirs in zip(found["share_4_or_5"], wanted["share_4_or_5"], strict=True):
        assert (mine["item"], mine["df"]) == (theirs["item"], theirs["df"])
        assert [mine["p"], mine["se"]] == pytest.approx([theirs["p"], theirs["se"]], rel=RELATIVE)
        assert mine[method] == pytest.approx(theirs[method], rel=R_LOGIT if method == "logit" else RELATIVE)
