"""Design effects: the variance of a score over that of a simple random sample of as many rows."""

import numpy as np

from pipeline.cross import middle_level
from pipeline.linearise import Linearised
from pipeline.weighting import WeightedCells

ZERO_SE = 1e-9  # a standard error below this is a numerical zero and has no design effect


def design_effects(linearised: Linearised, variances: np.ndarray, cross: np.ndarray | None) -> np.ndarray:
    """Design effects [domains, measures]; NaN for roll-ups where no products of items (`cross`) were summed.

    Item: R's svymean(deff = "replace"), spread of its respondents. Roll-up: V / [sum(w z^2) / sum(w) / (n - 1)],
    z the linearised variable over the domain's rows.
    """
    simple = np.full(variances.shape, np.nan) if cross is None else _simple_rollups(linearised, cross)
    items = [place for place, m in enumerate(linearised.definition.measures) if m.level == "item"]
    simple[:, items] = _simple_items(linearised, items)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.sqrt(variances) < ZERO_SE, np.nan, variances / simple)


def cross_by_domain(weighted: WeightedCells, everything: bool) -> np.ndarray | None:
    """Weighted products [domains, 2 items, 2 items], of everything or of each domain."""
    cross = weighted.moments.cross
    if cross is None:
        return None
    products = cross.weighted(weighted.moments.grid) * weighted.ratios[cross.group.index][:, None, None]
    if everything:
        return products.sum(0)[None]
    total = np.zeros((len(cross.domain.values), *products.shape[1:]))
    named = cross.domain.index >= 0
    np.add.at(total, cross.domain.index[named], products[named])
    return total


def _simple_items(linearised: Linearised, places: list[int]) -> np.ndarray:
    """Weighted variance of the respondents over n, on the measure's scale."""
    deviations = linearised.values - linearised.means[:, :, None]
    n = linearised.counts.sum(2)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (linearised.weights * deviations**2).sum(2) / linearised.totals
        return spread / (n - 1) * np.einsum("dii->di", linearised.coefficients[:, places]) ** 2


def _simple_rollups(linearised: Linearised, cross: np.ndarray) -> np.ndarray:
    """Weighted variance of the linearised variable over n; z is linear in the answers and in who answered."""
    step = linearised.values[1] - linearised.values[0]
    middle = linearised.values[middle_level(linearised.definition.scale) - 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(linearised.coefficients / linearised.totals[:, None, :])
        offset = np.nan_to_num(linearised.means - middle)
        vectors = np.concatenate([-share * offset[:, None, :], share * step], axis=2)
        squares = np.einsum("dmi,dmi->dm", vectors @ cross, vectors)
        return squares * (linearised.row_weight / (linearised.rows - 1))[:, None]
