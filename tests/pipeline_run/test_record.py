"""The digest of the input: of what was answered, not of when it arrived."""
import pyarrow as pa

from pipeline.record import digest_content, digest_input, digest_rows

ROWS = pa.table({
    "response_id": [1, 2, 3], "supersedes_id": pa.array([None, None, None], pa.int64()),
    "serial": ["b", "a", "c"], "1.1.1": pa.array([5, None, 4], pa.int8()),
})


def content(rows: pa.Table) -> str:
    return digest_content(rows.column_names, digest_rows(rows))


def test_rows_have_one_digest_however_they_arrived():
    shuffled = ROWS.take([2, 0, 1]).set_column(0, "response_id", pa.array([7, 8, 9]))
    assert content(ROWS) == content(shuffled)


def test_no_answer_and_a_value_differ():
    assert content(ROWS.set_column(3, "1.1.1", pa.array([5, 1, 4], pa.int8()))) != content(ROWS)


def test_answers_of_two_forms_exchanged_differ():
    assert content(ROWS.set_column(3, "1.1.1", pa.array([None, 5, 4], pa.int8()))) != content(ROWS)


def test_a_row_twice_differs_from_a_row_once():
    assert content(pa.concat_tables([ROWS, ROWS.slice(0, 1)])) != content(ROWS)


def test_column_names_count():
    assert content(ROWS.rename_columns(["response_id", "supersedes_id", "serial", "1.1.2"])) != content(ROWS)


def test_every_part_of_the_input_counts():
    whole = {"content": "c", "instrument": "i", "definition": "d", "design": {"psu": "psu"}}
    changed = [whole | {"content": "x"}, whole | {"instrument": "x"}, whole | {"definition": "x"}, whole | {"design": {"psu": None}}]
    assert len({digest_input(**entry) for entry in [whole, *changed]}) == 5
