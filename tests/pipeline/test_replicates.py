"""Replicates that cannot be calibrated or scored are undefined, never zero; population sizes shrink the bootstrap's spread."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.pipeline.small_surveys import DESIGN, small_definition, small_survey

from pipeline.cross_check import cross_check
from pipeline.design import Design, Strata
from pipeline.estimate import estimate
from pipeline.replicates import PsuTable, Replicates, from_hits, replicate_errors
from pipeline.weights.population import METHODS, Calibration


def replaced(table: pa.Table, column: str, values) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, values)


@pytest.mark.parametrize("method", METHODS)
def test_a_group_wholly_in_one_psu_leaves_replicates_undefined(method):
    table = small_survey()
    table = replaced(table, "sex", pc.if_else(pc.equal(table["psu"], "000"), "F", "M"))
    design = Design("stratum", "psu", "weight", calibration=Calibration(method, ("sex",), {("F",): 900.0, ("M",): 9100.0}))
    check = cross_check(estimate(table, design, small_definition()))[0]
    assert (check.jackknife, check.jackknife_undefined) == (None, 1)
    # three of four PSUs are drawn: the one is missed in (3/4)^3 = 42% of the replicates
    assert (check.bootstrap, 60 < check.bootstrap_undefined < 110) == (None, True)


def test_an_item_answered_in_one_psu_has_no_replicate_error():
    table = small_survey()
    table = replaced(table, "a1", pc.if_else(pc.equal(table["psu"], "000"), table["a1"], pa.scalar(None, pa.int8())))
    checks = {check.code: check for check in cross_check(estimate(table, DESIGN, small_definition()))}
    assert (checks["a1"].jackknife, checks["a1"].jackknife_undefined) == (None, 1)
    assert checks["b1"].jackknife == pytest.approx(checks["b1"].linearised, rel=0.1)


def test_a_few_undefined_bootstrap_replicates_are_left_out():
    """Nineteen replicates at 1 from the centre, one undefined: the error stays 1."""
    scores = np.full((20, 1), 51.0)
    scores[7] = np.nan
    replicates = Replicates("bootstrap", np.ones((4, 20)), 1 / 20, np.ones(20))
    assert replicate_errors(replicates, scores, np.array([50.0])) == pytest.approx(1)
    scores[:3] = np.nan
    assert np.isnan(replicate_errors(replicates, scores, np.array([50.0])))


def test_the_bootstrap_shrinks_with_the_sampled_share():
    """Rao, Wu & Yue: 1 + sqrt(1 - f) (hits n / (n - 1) - 1); n = 4 of N = 16 has sqrt(1 - f) = sqrt(3) / 2."""
    psus = PsuTable(np.zeros(4, int), tuple("abcd"), *(np.ones((4, 1)),) * 3)
    hits = np.array([[0.0], [1], [2], [0]])
    free, bound = (from_hits(psus, Strata(("*",), np.array([4]), np.array([size]), "fail"), hits).factors.ravel() for size in (np.inf, 16.0))
    assert free == pytest.approx([0, 4 / 3, 8 / 3, 0])
    assert bound == pytest.approx(1 + np.sqrt(3) / 2 * (free - 1))
