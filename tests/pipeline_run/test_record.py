"""The digest of the input: of what was answered, not of when it arrived."""
import pyarrow as pa

from pipeline.record import digest_input, in_canonical_order

ROWS = pa.table({
    "response_id": [1, 2, 3], "supersedes_id": pa.array([None, None, None], pa.int64()),
    "serial": ["b", "a", "c"], "1.1.1": pa.array([5, None, 4], pa.int8()),
})


def test_rows_come_in_one_order_with_one_digest_however_they_arrived():
    shuffled = ROWS.take([2, 0, 1]).set_column(0, "response_id", pa.array([7, 8, 9]))
    (rows, digest), (others, other_digest) = in_canonical_order(ROWS), in_canonical_order(shuffled)
    assert rows["serial"].to_pylist() == others["serial"].to_pylist() == ["a", "b", "c"]
    assert digest == other_digest


def test_no_answer_and_a_value_differ():
    answered = ROWS.set_column(3, "1.1.1", pa.array([5, 1, 4], pa.int8()))
    assert in_canonical_order(answered)[1] != in_canonical_order(ROWS)[1]


def test_column_names_count():
    renamed = ROWS.rename_columns(["response_id", "supersedes_id", "serial", "1.1.2"])
    assert in_canonical_order(renamed)[1] != in_canonical_order(ROWS)[1]


def test_every_part_of_the_input_counts():
    whole = {"content": "c", "instrument": "i", "definition": "d", "design": {"psu": "psu"}}
    changed = [whole | {"content": "x"}, whole | {"instrument": "x"}, whole | {"definition": "x"}, whole | {"design": {"psu": None}}]
    assert len({digest_input(**entry) for entry in [whole, *changed]}) == 5
