"""The check before estimation: what is in the analysis file, counted, and what must not be there."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import DataError

SHOWN = 3


class CheckError(DataError):
    """The analysis file holds something that would make the estimates wrong."""


def check(stored: pa.Table, record: pa.Table, items: Iterable[str]) -> dict:
    """Counts of a run: stored rows, rows of record, and per item what is missing and why.

    Raises CheckError when there is no row of record, when a case has two, or when an item of the index has no column.
    """
    items = tuple(items)
    _refuse_lacking(record, items)
    if record.num_rows == 0:
        raise CheckError(f"no responses of record yet ({stored.num_rows} stored); run again once there are answers")
    if "serial" in record.column_names:
        _refuse_doubles(record["serial"])
    original = pc.sum(pc.equal(stored["purpose"], "original")).as_py()
    return {
        "n": record.num_rows,
        "stored": stored.num_rows,
        "superseded": original - record.num_rows,
        "for_quality_control": stored.num_rows - original,
        "missing": {item: lacking for item in items if (lacking := _missing(record, item))},
    }


def _refuse_lacking(record: pa.Table, items: tuple[str, ...]) -> None:
    lacking = [item for item in items if item not in record.column_names]
    if lacking:
        raise CheckError(f"the wave's instrument has no item {', '.join(lacking[:SHOWN])} ({len(lacking)} lacking); choose an index made for this instrument")


def _refuse_doubles(serials: pa.ChunkedArray) -> None:
    counts = pc.value_counts(serials)
    doubled = sorted(counts.field("values").filter(pc.greater(counts.field("counts"), 1)).to_pylist())
    if doubled:
        raise CheckError(
            f"{len(doubled)} forms have more than one response of record (serial {', '.join(doubled[:SHOWN])}); "
            "enter a correction that supersedes the wrong one"
        )


def _missing(record: pa.Table, item: str) -> dict[str, int]:
    """Answers lacking, by reason; "blank" where none was given."""
    lacking = record[item].null_count
    name = f"{item}.nonanswer"
    if not lacking or name not in record.column_names:
        return {"blank": lacking} if lacking else {}
    counts = pc.value_counts(record[name].cast(pa.string()).drop_null())
    reasons = {entry["values"]: entry["counts"] for entry in counts.to_pylist()}
    blank = lacking - sum(reasons.values())
    return dict(sorted(reasons.items())) | ({"blank": blank} if blank else {})
