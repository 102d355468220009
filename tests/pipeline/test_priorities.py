"""Where to act first: gaps to a target and what closing them gains."""

import pyarrow as pa
import pytest

from pipeline import indices
from pipeline.design import Design
from pipeline.errors import DesignError
from pipeline.estimate import estimate
from pipeline.priorities import priorities

DEFINITION = indices.load("service")


def results(**levels):
    """Everyone says 4 (score 80) but for the items given: there half say one level less."""
    answers = {code: [4, 4, 4, 4] for code in DEFINITION.items} | {code.replace("_", "."): [4, 3, 4, 3] for code in levels}
    return estimate(pa.table(answers), Design(), DEFINITION)


def test_the_widest_gap_comes_first():
    found = priorities(results(**{"2_3_1": 1}), 85.0)
    assert (found[0].code, found[0].score, found[0].gap) == ("2.3.1", pytest.approx(70), pytest.approx(15))
    assert found[0].gap_lo < found[0].gap < found[0].gap_hi


def test_gains_in_the_index_and_in_points():
    """One of 16 items of index 2: a point gains 1/16; closing 15 points gains 15/16, and 10 points x 15 / 16 / 100 of PAR."""
    first = priorities(results(**{"2_3_1": 1}), 85.0, indices.load("par_service"))[0]
    assert (first.index.per_point, first.index.closed) == (pytest.approx(1 / 16), pytest.approx(15 / 16))
    assert (first.points.per_point, first.points.closed) == (pytest.approx(0.1 / 16), pytest.approx(1.5 / 16))


def test_an_item_above_its_target_gains_nothing():
    found = {p.code: p for p in priorities(results(), 75.0)}
    assert (found["2.1.1"].gap, found["2.1.1"].index.closed) == (pytest.approx(-5), 0)


def test_a_target_for_every_item_is_asked_for():
    with pytest.raises(DesignError, match="No target for item 2.1.2, "):
        priorities(results(), {"2.1.1": 85.0})
