"""Calibrated weights of rows: each base weight times its group's ratio."""

from collections.abc import Sequence

import numpy as np

from pipeline.weights.population import Calibration
from pipeline.weights.ratios import weight_ratios


def calibrate_rows(weights: np.ndarray, variables: Sequence[Sequence[str]], calibration: Calibration) -> np.ndarray:
    """Final weights [rows] from base weights and the calibration variables' values (one sequence a variable).

    For a file of weights. To estimate, give the base weights and the Calibration to the Design instead: standard errors
    need to know what was calibrated. CalibrationError names the cell that cannot be met.
    """
    rows = list(zip(*variables, strict=True))
    groups = sorted(set(rows))
    place = {group: at for at, group in enumerate(groups)}
    member = np.array([place[row] for row in rows])
    totals = np.bincount(member, weights, len(groups))
    return weights * weight_ratios(calibration, groups, totals)[member]
