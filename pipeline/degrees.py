"""Degrees of freedom: PSUs minus strata that hold rows of the domain (R's degf of the subset design)."""

import numpy as np

from pipeline.linearise import UnitSums


def degrees_of_freedom(units: UnitSums, rows: np.ndarray | None = None) -> np.ndarray:
    """PSUs - strata with rows of positive weight, int [domains]; item missingness is ignored.

    rows: other counts of rows by unit, as the respondents of an item.
    """
    present = (units.rows if rows is None else rows) > 0
    domain, stratum = units.domain[present], units.stratum[present]
    first = np.r_[True, (np.diff(domain) != 0) | (np.diff(stratum) != 0)] if len(domain) else np.zeros(0, bool)
    domains = len(units.domains)
    return np.bincount(domain, minlength=domains) - np.bincount(domain[first], minlength=domains)
