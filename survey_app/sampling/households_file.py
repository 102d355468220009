"""The file of household counts that surveyors made in the drawn villages: a code and a number a row, no names."""
from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from survey_app.importing.report import Finding
from survey_app.sampling.frame_file import HEADINGS as FRAME_HEADINGS, MOST_HOUSEHOLDS
from survey_app.sampling.rows import read_rows

HEADINGS = tuple(heading for heading in FRAME_HEADINGS if heading.name in ("village_code", "households"))


def read_households_file(path: Path, drawn: Collection[str], sheet: str | None = None) -> tuple[dict[str, int], list[Finding], int]:
    """Counts by village code, what is wrong, and how many rows were refused; `drawn` are the codes of the sample's villages."""
    rows, findings = read_rows(path, HEADINGS, sheet)
    counts: dict[str, int] = {}
    for row in rows:
        code, households = row.code("village_code"), row.count("households", MOST_HOUSEHOLDS)
        if code and code not in drawn:
            row.refuse("village_code", "a village of the sample")
        elif code in counts:
            row.refuse("village_code", "every village once; it stood in a row above")
        elif code and households:
            counts[code] = households
    findings += [finding for row in rows for finding in row.findings]
    return counts, findings, sum(1 for row in rows if row.findings)
