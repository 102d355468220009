"""Variance under calibration: influence becomes its residual on the calibration groups, as R's svyrecvar does.

A row's influence is w z. With f the fitted value of z in the row's group, the residual is w (z - f): also rows outside
the domain carry -w f. Only sums of z by group are needed, and the PSU's weight in each group.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.linearise import Linearised, Units
from pipeline.weighting import WeightedCells, groups_of
from pipeline.weights.population import Calibration, Margin, indicator, sample_margins

RAKE_PROJECTIONS = 10  # R survey: svyrecvar alternates ten times over the margins of rake()


@dataclass(frozen=True)
class GroupSums:
    """One domain's z summed by group [groups, measures]: with final weights, with base weights, unweighted.

    final, base: all rows' weight totals [groups]; rows: their number.
    """

    z_final: np.ndarray
    z_base: np.ndarray
    z_plain: np.ndarray
    final: np.ndarray
    base: np.ndarray
    rows: np.ndarray
    margins: list[Margin]


def variance_influence(linearised: Linearised, weighted: WeightedCells, calibration: Calibration | None, everything: bool):
    """Influence that variances are made of, [units, measures], and its Units: after calibration, the residuals."""
    if calibration is None:
        return linearised.influence, linearised.units
    return _residual_influence(linearised, weighted, calibration, everything)


def _residual_influence(linearised: Linearised, weighted: WeightedCells, calibration: Calibration, everything: bool):
    """Residual influence of every PSU on every domain: array [domains x PSUs, measures] and its Units."""
    cells = weighted.moments.cells
    psu_stratum, psu_code, unit_of_cell = _psus(cells)
    psu_weight = np.zeros((len(psu_stratum), len(weighted.ratios)))
    np.add.at(psu_weight, (unit_of_cell, cells.group.index), weighted.row_weights)
    domains = linearised.units.domains
    influence = np.zeros((len(domains), len(psu_stratum), linearised.influence.shape[1]))
    place = {pair: row for row, pair in enumerate(zip(psu_stratum.tolist(), psu_code.tolist(), strict=True))}
    unit_place = np.array([place[pair] for pair in zip(linearised.units.stratum.tolist(), linearised.units.psu.tolist(), strict=True)], int)
    influence[linearised.units.domain, unit_place] = linearised.influence
    fit = FITS[calibration.method]
    for domain in range(len(domains)):
        inside = np.ones(len(cells), bool) if everything else cells.domain.index == domain
        influence[domain] -= psu_weight @ fit(_group_sums(linearised, weighted, calibration, domain, inside))
    units = Units(domains, np.repeat(np.arange(len(domains)), len(psu_stratum)), np.tile(psu_stratum, len(domains)),
                  np.tile(psu_code, len(domains)))
    return influence.reshape(-1, influence.shape[2]), units


def _psus(cells) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stratum and code of every PSU in order, and each cell's PSU."""
    pairs, unit = np.unique(np.stack([cells.stratum.index, cells.psu.index]), axis=1, return_inverse=True)
    return pairs[0], pairs[1], unit.ravel()


def _group_sums(linearised: Linearised, weighted: WeightedCells, calibration: Calibration, domain: int, inside: np.ndarray) -> GroupSums:
    moments, groups = weighted.moments, len(weighted.ratios)
    group = moments.cells.group.index
    with np.errstate(invalid="ignore", divide="ignore"):
        per_level = np.nan_to_num((linearised.values - linearised.means[domain][:, None]) / linearised.totals[domain][:, None])

    def z_by_group(cell_sums: np.ndarray) -> np.ndarray:
        total = np.zeros((groups, *cell_sums.shape[1:]))
        np.add.at(total, group[inside], cell_sums[inside])
        return (total * per_level).sum(2) @ linearised.coefficients[domain].T

    margins = [] if calibration.method == "poststratify" else sample_margins(calibration, groups_of(moments))
    return GroupSums(z_by_group(weighted.weights), z_by_group(weighted.base_weights), z_by_group(moments.counts),
                     np.bincount(group, weighted.row_weights, groups), np.bincount(group, weighted.base_row_weights, groups),
                     np.bincount(group, moments.rows, groups), margins)


def _fit_cells(sums: GroupSums) -> np.ndarray:
    """Weighted mean of z in each post-stratum."""
    return sums.z_final / sums.final[:, None]


def _fit_projections(sums: GroupSums) -> np.ndarray:
    """Unweighted means of z taken out margin after margin, ten times (R's rule for rake())."""
    fitted = np.zeros_like(sums.z_plain)
    for _ in range(RAKE_PROJECTIONS):
        for margin in sums.margins:
            member = np.eye(len(margin.values))[margin.member]
            left = member.T @ (sums.z_plain - sums.rows[:, None] * fitted)
            fitted = fitted + (left / (member.T @ sums.rows)[:, None])[margin.member]
    return fitted


def _fit_regression(sums: GroupSums) -> np.ndarray:
    """Regression of z on the margins, weighted by the base weights (R's rule for calibrate())."""
    x = indicator(sums.margins)
    slope = np.linalg.lstsq(x.T @ (x * sums.base[:, None]), x.T @ sums.z_base, rcond=None)[0]
    return x @ slope


FITS: dict[str, Callable[[GroupSums], np.ndarray]] = {
    "poststratify": _fit_cells, "rake": _fit_projections, "calibrate_raking": _fit_regression, "calibrate_linear": _fit_regression}
