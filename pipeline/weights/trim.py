"""Trimming: large weights are cut and what is cut is given to the others, so that totals stay."""

import numpy as np

from pipeline.errors import CalibrationError

BISECTIONS = 60


def trim(weights: np.ndarray, upper: float) -> np.ndarray:
    """Weights none above `upper`, the same total; the excess goes to the uncut in proportion to their weights.

    Repeated until none is above (R survey's trimWeights with strict = TRUE, which shares the excess equally).
    """
    total = weights.sum()
    if upper * np.count_nonzero(weights) < total:
        raise CalibrationError(f"Weights cannot all be at most {upper:g}: their mean is {total / np.count_nonzero(weights):g}. Choose a larger limit.")
    trimmed = weights.astype(float)
    while True:
        cut = trimmed >= upper
        fixed = upper * np.count_nonzero(cut)
        rest = trimmed[~cut].sum()
        trimmed = np.where(cut, upper, trimmed * ((total - fixed) / rest if rest else 1))
        if not (trimmed > upper * (1 + 1e-12)).any():
            return trimmed


def trim_to_effect(weights: np.ndarray, effect: float) -> np.ndarray:
    """Weights trimmed just so far that the design effect of unequal weighting (Kish) is at most `effect`."""
    if effect < 1:
        raise CalibrationError(f"A design effect of weighting is 1 or more; {effect:g} was asked for.")
    if kish_effect(weights) <= effect:
        return weights.astype(float)
    mean = weights.sum() / np.count_nonzero(weights)
    low, high = mean * (1 + 1e-9), weights.max()
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if kish_effect(trim(weights, middle)) > effect else (middle, high)
    return trim(weights, low)


def kish_effect(weights: np.ndarray) -> float:
    """n sum(w^2) / sum(w)^2 over weights above 0."""
    return float(np.count_nonzero(weights) * (weights**2).sum() / weights.sum() ** 2)
