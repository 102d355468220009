"""Degrees of freedom: PSUs minus strata that hold rows of the domain (R's degf of the subset design)."""

import numpy as np

from pipeline.linearise import UnitSums, starts_of


def degrees_of_freedom(units: UnitSums, rows: np.ndarray | None = None) -> np.ndarray:
    """PSUs - strata with rows of positive weight, int [domains]; item missingness is ignored.

    rows: other counts of rows by unit, as the respondents of an item.
    """
    present = (units.rows if rows is None else rows) > 0
    domain, stratum = units.domain[present], units.stratum[present]
    strata = domain[starts_of(domain, stratum)]
    domains = len(units.domains)
    return np.bincount(domain, minlength=domains) - np.bincount(strata, minlength=domains)
