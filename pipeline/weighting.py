"""The additive table with final weights: base weights times the calibration's ratio of each group."""

from dataclasses import dataclass

import numpy as np

from pipeline.cells import SEPARATOR
from pipeline.moments import Moments
from pipeline.weights.population import Calibration
from pipeline.weights.ratios import weight_ratios


@dataclass(frozen=True)
class WeightedCells:
    """weights float64 [cells, items, levels] and row_weights [cells], final; `base_*` before calibration.

    ratios [groups]: final over base weight, 1 without calibration.
    """

    moments: Moments
    weights: np.ndarray
    row_weights: np.ndarray
    base_weights: np.ndarray
    base_row_weights: np.ndarray
    ratios: np.ndarray


def weigh(moments: Moments, calibration: Calibration | None) -> WeightedCells:
    """Cells with calibrated weights; CalibrationError where the population cannot be met."""
    weights, row_weights = _base(moments)
    group = moments.cells.group
    if calibration is None:
        return WeightedCells(moments, weights, row_weights, weights, row_weights, np.ones(len(group.values)))
    totals = np.bincount(group.index, row_weights, len(group.values))
    ratios = weight_ratios(calibration, groups_of(moments), totals)
    of_cell = ratios[group.index]
    return WeightedCells(moments, weights * of_cell[:, None, None], row_weights * of_cell, weights, row_weights, ratios)


def groups_of(moments: Moments) -> list[tuple[str, ...]]:
    """The calibration groups as values of the calibration variables."""
    return [tuple(value.split(SEPARATOR)) for value in moments.cells.group.values]


def _base(moments: Moments) -> tuple[np.ndarray, np.ndarray]:
    if moments.grid is None:
        return moments.counts.astype(float), moments.rows.astype(float)
    return moments.grid.join(moments.weights), moments.grid.join(moments.row_weights)
