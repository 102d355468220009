"""Confidence intervals for a share: Korn-Graubard beta, logit, arcsine, plain t (R's svyciprop)."""

from collections.abc import Callable

import numpy as np
from scipy.special import betaincinv

from pipeline.intervals import logit_interval, t_interval, t_quantile

Interval = tuple[np.ndarray, np.ndarray]


def korn_graubard(share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, level: float) -> Interval:
    """Clopper-Pearson limits with the effective sample size, adjusted for the design's df (Korn & Graubard 1998).

    Holds its level near 0 and 1, where others fail. A share of exactly 0 or 1 has no measured error: n stands in.
    """
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(se > 0, share * (1 - share) / se**2, n)
        effective = effective * (t_quantile(level, n - 1) / t_quantile(level, df)) ** 2
        hits, misses = effective * share, effective * (1 - share)
        lo = np.where(share > 0, betaincinv(np.maximum(hits, 1e-300), misses + 1, tail), 0 * effective)
        hi = np.where(share < 1, betaincinv(hits + 1, np.maximum(misses, 1e-300), 1 - tail), 1 + 0 * effective)
    return lo, hi


def logit(share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, level: float) -> Interval:
    """Wald interval on the logit, t with df; undefined at 0 and 1."""
    return logit_interval(share, se, t_quantile(level, df), np.zeros_like(share), np.ones_like(share))


def arcsine(share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, level: float) -> Interval:
    """Wald interval on asin(sqrt(share))."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lo, hi = t_interval(np.arcsin(np.sqrt(share)), se / (2 * np.sqrt(share * (1 - share))), t_quantile(level, df))
    return np.sin(lo) ** 2, np.sin(hi) ** 2


def mean(share: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, level: float) -> Interval:
    """The plain t interval; may leave 0..1."""
    return t_interval(share, se, t_quantile(level, df))


# by the names of R's svyciprop
METHODS: dict[str, Callable[..., Interval]] = {"beta": korn_graubard, "logit": logit, "xlogit": logit, "asin": arcsine, "mean": mean}
