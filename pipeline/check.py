"""The check before estimation: what is in the analysis file, counted, and what must not be there."""

from collections.abc import Iterable, Mapping

import numpy as np

from pipeline.errors import DataError
from pipeline.missing import reasons_of
from pipeline.record_sums import RecordSums

SHOWN = 3


class CheckError(DataError):
    """The analysis file holds something that would make the estimates wrong."""


def check_columns(columns: Iterable[str], items: Iterable[str]) -> None:
    """CheckError when an item of the index has no column."""
    columns = set(columns)
    lacking = [item for item in items if item not in columns]
    if lacking:
        raise CheckError(f"the wave's instrument has no item {', '.join(lacking[:SHOWN])} ({len(lacking)} lacking); choose an index made for this instrument")


def check_record(sums: RecordSums, items: Iterable[str], excluded_for: Mapping[str, int]) -> dict:
    """Counts of a run: stored rows, rows of record, rows left out (`excluded_for`: by reason), and per item what is missing and why.

    Raises CheckError when there is no row of record, or when a case has two.
    """
    excluded = sum(excluded_for.values())
    if sums.n == 0:
        raise CheckError(f"no responses of record yet ({sums.stored} stored{f', {excluded} of them left out' if excluded else ''}); run again once there are answers")
    _refuse_doubles(sums.serials)
    reasons = {item: reasons_of(item, sums.missing) for item in items}
    return {
        "n": sums.n,
        "stored": sums.stored,
        "superseded": sums.originals - sums.n - excluded,
        "for_quality_control": sums.stored - sums.originals,
        "excluded": excluded,
        "excluded_for": dict(excluded_for),
        "missing": {item: found for item, found in reasons.items() if found},
    }


def _refuse_doubles(serials: np.ndarray) -> None:
    doubled = np.unique(serials[1:][serials[1:] == serials[:-1]]).tolist()
    if doubled:
        raise CheckError(
            f"{len(doubled)} forms have more than one response of record (serial {', '.join(doubled[:SHOWN])}); "
            "enter a correction that supersedes the wrong one"
        )
