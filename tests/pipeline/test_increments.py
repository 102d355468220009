"""A table kept from run to run equals one summed anew, bit for bit, whatever came, came late or was superseded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.design import Design
from pipeline.errors import DesignError
from pipeline.estimate import results_of
from pipeline.increments import SumAnew, keep, update
from pipeline.summing import Plan
from tests.pipeline.small_surveys import DESIGN, ITEMS, WEIGHTS, small_definition, small_survey

PLAN = Plan(DESIGN, {item: item for item in ITEMS}, 5, ("commune",), True)


def same_bits(one, other):
    a, b = one.tables["commune"], other.tables["commune"]
    assert a.cells.stratum.values == b.cells.stratum.values
    assert a.cells.psu.values == b.cells.psu.values
    for name in ("present", "rows", "row_weights", "counts", "weights"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert np.array_equal(a.cross.sums, b.cross.sums)
    estimates = [list(results_of(kept.tables, DESIGN, small_definition()).estimates()) for kept in (one, other)]
    assert estimates[0] == estimates[1]


@given(st.integers(0, 20), st.sampled_from(sorted(WEIGHTS)), st.integers(60, 200), st.lists(st.integers(0, 59), unique=True, max_size=12))
@settings(max_examples=25, deadline=None)
def test_nights_add_up(seed, weights, first, superseded):
    table = small_survey(seed=seed, weights=weights)
    gone = np.isin(np.arange(table.num_rows), superseded)
    current = table.filter(~gone)
    anew = keep(current, PLAN, 240)
    try:
        night = update(keep(table.slice(0, first), PLAN, first), table.slice(first), table.filter(gone), 240)
    except SumAnew:
        return
    same_bits(night, anew)
    assert night.watermark == 240


def test_a_psu_that_loses_its_last_response_is_gone(survey):
    inside = np.array([psu == "003" for psu in survey["psu"].to_pylist()])
    kept = update(keep(survey, PLAN, 1), survey.slice(0, 0), survey.filter(inside), 2)
    same_bits(kept, keep(survey.filter(~inside), PLAN, 2))


def test_a_weight_that_needs_a_finer_grid_asks_for_all_rows(survey):
    finer = survey.slice(0, 1).set_column(survey.schema.get_field_index("weight"), "weight", [[np.pi]])
    with pytest.raises(SumAnew, match="Build it from all rows"):
        update(keep(survey, PLAN, 1), finer, survey.slice(0, 0), 2)


def test_rows_that_were_never_there_cannot_be_removed(survey):
    with pytest.raises(DesignError, match="not in the kept table"):
        update(keep(survey.slice(0, 100), PLAN, 1), survey.slice(0, 0), survey.slice(100), 2)


def test_a_kept_table_needs_psus(survey):
    with pytest.raises(DesignError, match="needs a PSU column"):
        keep(survey, Plan(Design(), PLAN.items, 5, (None,), False), 1)
