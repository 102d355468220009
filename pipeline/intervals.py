"""Confidence intervals for scores, with Student's t: symmetric, and on the logit of the score's range."""

import numpy as np
from scipy.special import stdtrit


def t_quantile(level: float, df: np.ndarray) -> np.ndarray:
    """Two-sided quantile of Student's t; NaN where df < 1, so that no interval can be had there."""
    return stdtrit(np.where(df >= 1, df, np.nan), (1 + level) / 2)


def t_interval(score: np.ndarray, se: np.ndarray, quantile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """score -/+ t se; may leave the range a score can take."""
    return score - quantile * se, score + quantile * se


def logit_interval(score: np.ndarray, se: np.ndarray, quantile: np.ndarray, lowest: np.ndarray, highest: np.ndarray):
    """Wald interval on logit((score - lowest) / (highest - lowest)), carried back; NaN at the ends of the range.

    Stays inside the range; the simulation in docs/intervals.md shows why it is the one to show.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        width = highest - lowest
        share = (score - lowest) / width
        share = np.where((share > 0) & (share < 1), share, np.nan)
        half = quantile * (se / width) / (share * (1 - share))
        middle = np.log(share / (1 - share))
        return lowest + width / (1 + np.exp(half - middle)), lowest + width / (1 + np.exp(-half - middle))
