"""The keying error rate of an operator with an interval that respects that errors come in sheets."""
from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True)
class ErrorRate:
    """Wrong fields of the fields keyed; shares from 0 to 1. `lo` and `hi` are None below two sheets."""

    sheets: int
    errors: int
    fields: int
    share: float | None
    lo: float | None = None
    hi: float | None = None


def error_rate(sheets: int, errors: int, squared_errors: int, fields_a_sheet: int, level: float = LEVEL) -> ErrorRate:
    """The rate over `sheets` with `errors` wrong fields in all and Σe² = `squared_errors`, e being the errors of one sheet.

    Fields are counted as one big sample, then brought down to the effective size n* = n / deff, at most n, where deff is
    the variance of the share with sheets as clusters, s²_e / (sheets · m²), over p(1-p)/n, with m fields a sheet
    (Korn & Graubard 1998, Survey Methodology 24, 193-201). The interval is Wilson's (1927, JASA 22, 209-212) with n*, which
    Dean & Pagano (2015, J. Surv. Stat. Methodol. 3, 484-503) found to hold its level for small shares in clustered samples.
    Without errors deff cannot be estimated and counts as 1.
    """
    fields = sheets * fields_a_sheet
    if not fields:
        return ErrorRate(sheets, errors, fields, None)
    share = errors / fields
    if sheets < 2:
        return ErrorRate(sheets, errors, fields, share)
    variance = (squared_errors - errors**2 / sheets) / (sheets - 1) / (sheets * fields_a_sheet**2)
    simple = share * (1 - share) / fields
    lo, hi = wilson(share, fields / max(1.0, variance / simple) if simple else fields, level)
    return ErrorRate(sheets, errors, fields, share, lo, hi)


def wilson(share: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval for a share seen in n (which need not be whole)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))
