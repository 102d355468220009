"""What must change nothing: order of rows, scale of weights, names of codes, splitting into parts, an empty domain."""

import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.pipeline.small_surveys import DESIGN, ITEMS, WEIGHTS, small_definition, small_survey
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.design import Design
from pipeline.errors import DataError
from pipeline.estimate import estimate, results_of
from pipeline.summing import Plan, merge_tables, sum_block, sum_tables
from pipeline.table import ArrowSource
from pipeline.weight_grid import NO_WEIGHTS, weight_range

COLUMNS = {item: item for item in ITEMS}
KINDS = st.sampled_from(sorted(WEIGHTS))


def numbers(table: pa.Table, design: Design = DESIGN) -> dict:
    results = estimate(table, design, small_definition(), domains=("commune",))
    return {(e.domain, e.code): (e.score, e.se, e.df, e.lo, e.hi, e.lo_logit, e.deff, e.n) for e in results.estimates()}


def agree(found: dict, wanted: dict) -> None:
    assert found.keys() == wanted.keys()
    for key, values in wanted.items():
        assert found[key] == tuple(value if value is None else pytest.approx(value, rel=1e-10, abs=1e-10) for value in values), key


@given(st.integers(0, 50), KINDS, st.randoms())
@settings(max_examples=15, deadline=None)
def test_order_of_rows(seed, weights, shuffler):
    table = small_survey(seed=seed, weights=weights)
    order = list(range(table.num_rows))
    shuffler.shuffle(order)
    agree(numbers(table.take(order)), numbers(table))


@given(st.integers(0, 50), st.integers(-20, 12).map(lambda power: 1.7 * 10.0**power))
@settings(max_examples=15, deadline=None)
def test_scale_of_weights(seed, scale):
    table = small_survey(seed=seed)
    scaled = table.set_column(table.schema.get_field_index("weight"), "weight", pa.array(np.asarray(table["weight"]) * scale))
    agree(numbers(scaled), numbers(table))


def test_a_weight_lost_beside_the_largest_is_refused(survey):
    weights = np.asarray(survey["weight"]).copy()
    weights[3], weights[4] = 1e-9, 1e9
    with pytest.raises(DataError, match="weight 1e-09 is lost beside the largest"):
        numbers(survey.set_column(survey.schema.get_field_index("weight"), "weight", pa.array(weights)))


def test_names_of_codes(survey):
    renamed = survey
    for column in ("stratum", "psu"):
        codes = [f"unit {hash_of(code)}" for code in survey[column].to_pylist()]
        renamed = renamed.set_column(renamed.schema.get_field_index(column), column, pa.array(codes))
    agree(numbers(renamed), numbers(survey))


def hash_of(code: str) -> str:
    return str(random.Random(code).random())


def tables_of_parts(table: pa.Table, cuts: list[int], plan: Plan) -> list:
    edges = [0, *sorted(cuts), table.num_rows]
    return [sum_block(ArrowSource(table.slice(a, b - a), first_row=a), plan) for a, b in zip(edges, edges[1:], strict=False)]


@given(st.integers(0, 50), KINDS, st.lists(st.integers(0, 240), max_size=5), st.randoms(), st.booleans())
@settings(max_examples=25, deadline=None)
def test_parts_merge_in_any_order_to_the_same_bits(seed, weights, cuts, shuffler, weighted):
    table = small_survey(seed=seed, weights=weights)
    design = DESIGN if weighted else Design("stratum", "psu")
    whole = sum_tables(table, design, COLUMNS, 5, ("commune",), True)["commune"]
    plan = Plan(design, COLUMNS, 5, ("commune",), True)
    if weighted:
        plan = plan.with_range(sum((weight_range(np.asarray(table["weight"])),), NO_WEIGHTS))
    parts = tables_of_parts(table, cuts, plan)
    shuffler.shuffle(parts)
    merged = merge_tables(parts)["commune"]
    for name in ("present", "rows", "row_weights", "counts", "weights"):
        assert np.array_equal(getattr(whole, name), getattr(merged, name)), name
    assert np.array_equal(whole.cross.sums, merged.cross.sums)
    exactly = [results_of({"commune": t}, design, small_definition()) for t in (whole, merged)]
    assert list(exactly[0].estimates()) == list(exactly[1].estimates())


def test_a_domain_without_rows_changes_nothing(survey):
    codes = survey["commune"].combine_chunks().dictionary_encode()
    wider = pa.DictionaryArray.from_arrays(codes.indices, pa.concat_arrays([codes.dictionary, pa.array(["C9"])]))
    with_empty = survey.set_column(survey.schema.get_field_index("commune"), "commune", wider)
    assert numbers(with_empty) == numbers(survey)


def test_parquet_row_groups_and_folders_give_the_same_bits(survey, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.table.BLOCK_ROWS", 50)
    whole = list(estimate(survey, DESIGN, small_definition(), domains=("commune",)).estimates())
    pq.write_table(survey, tmp_path / "one.parquet", row_group_size=40)
    (tmp_path / "parts").mkdir()
    for place in range(3):
        pq.write_table(survey.slice(80 * place, 80), tmp_path / "parts" / f"part-{place}.parquet")
    for path in (tmp_path / "one.parquet", tmp_path / "parts"):
        assert list(estimate(path, DESIGN, small_definition(), domains=("commune",)).estimates()) == whole


def test_rows_are_psus_of_their_own_without_a_psu_column(survey):
    numbered = survey.append_column("row", pa.array([str(row) for row in range(survey.num_rows)]))
    agree(numbers(survey, Design("stratum", None, "weight")), numbers(numbered, Design("stratum", "row", "weight")))


def test_a_weight_of_zero_is_a_psu_without_an_answer(survey):
    """As R's subset designs have it: the PSU stays in the design, the row does not count."""
    silent = pa.table({**{name: survey[name].slice(0, 1) for name in survey.column_names}}).to_pylist()[0]
    table = pa.concat_tables([survey, pa.Table.from_pylist([silent | {"psu": "999", "weight": 0.0}], survey.schema)])
    more, before = (estimate(t, DESIGN, small_definition()) for t in (table, survey))
    assert (more.n, more.psus, more.degrees) == (before.n, before.psus + 1, before.degrees)
    assert more.of()[0].score == before.of()[0].score
    assert more.of()[0].se != before.of()[0].se


def test_an_item_nobody_answered_leaves_the_rollup_to_the_others(survey):
    blank = survey.set_column(survey.schema.get_field_index("a1"), "a1", pa.nulls(survey.num_rows, pa.int8()))
    results = estimate(blank, DESIGN, small_definition())
    rows = {e.code: e for e in results.of()}
    assert (rows["a1"].score, rows["a1"].se) == (None, None)
    assert rows["A"].score == rows["a2"].score
    assert (rows["A"].items_used, rows["A"].items_total) == (1, 2)
    assert any("nobody answered a1" in warning for warning in results.warnings)


@pytest.mark.parametrize("design", [DESIGN, Design("stratum", "psu"), Design()])
def test_a_wave_without_responses_has_no_scores(survey, design):
    results = estimate(survey.slice(0, 0), design, small_definition(), domains=("commune",))
    assert (results.n, results.by["commune"].domains) == (0, ())
    assert {(e.score, e.se, e.lo, e.n) for e in results.of()} == {(None, None, None, 0)}


def test_rows_without_a_domain_count_in_everything_alone(survey):
    nowhere = survey.set_column(survey.schema.get_field_index("commune"), "commune", pa.nulls(survey.num_rows, pa.string()))
    results = estimate(nowhere, DESIGN, small_definition(), domains=("commune",))
    assert (results.n, results.by["commune"].domains) == (survey.num_rows, ())


def test_one_psu_has_no_interval_rather_than_one_of_width_zero(survey):
    results = estimate(survey, DESIGN, small_definition(), domains=("psu",))
    first = results.of("psu", "000")[0]
    assert (first.df, first.lo, first.hi, first.lo_logit, first.margin) == (0, None, None, None, None)
    assert any("psu 000" in warning and "too few PSUs" in warning for warning in results.warnings)
