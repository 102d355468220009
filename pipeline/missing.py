"""Answers that are lacking, by item and reason."""

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

BLANK = "blank"


def count_missing(rows: pa.Table, items: Iterable[str]) -> Counter:
    """Answers lacking by (item, reason), "blank" where none was given; counts of parts add up."""
    return Counter({(item, reason): n for item in items for reason, n in _missing(rows, item).items() if n})


def reasons_of(item: str, missing: Counter) -> dict[str, int]:
    """Why answers to an item are lacking and how many, in order of the reasons' names, "blank" last."""
    found = sorted((reason == BLANK, reason, n) for (about, reason), n in missing.items() if about == item)
    return {reason: n for _, reason, n in found}


def _missing(rows: pa.Table, item: str) -> dict[str, int]:
    lacking, name = rows[item].null_count, f"{item}.nonanswer"
    if not lacking or name not in rows.column_names:
        return {BLANK: lacking}
    counts = pc.value_counts(rows[name].cast(pa.string()).drop_null())
    reasons = {entry["values"]: entry["counts"] for entry in counts.to_pylist()}
    return reasons | {BLANK: lacking - sum(reasons.values())}
