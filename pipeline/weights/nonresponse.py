"""Nonresponse adjustment: respondents take on the weight of those of their class who did not answer."""

from collections.abc import Sequence

import numpy as np

from pipeline.errors import CalibrationError


def adjust_nonresponse(weights: np.ndarray, classes: Sequence[str], responded: np.ndarray) -> np.ndarray:
    """Weights [sampled units] times (weight of the class) / (weight of its respondents); 0 for nonrespondents.

    weights: base weights of all eligible sampled units; classes: adjustment class of each; responded: bool.
    CalibrationError names a class in which nobody answered. Source: weighting-class method, Kalton & Flores-Cervantes 2003.
    """
    names, member = np.unique(np.asarray(classes, dtype=object), return_inverse=True)
    sampled = np.bincount(member, weights, len(names))
    answered = np.bincount(member, weights * responded, len(names))
    silent = np.flatnonzero((answered == 0) & (sampled > 0))
    if len(silent):
        raise CalibrationError(f"Nonresponse class '{names[silent[0]]}': nobody of weight {sampled[silent[0]]:g} answered. Join it with a like class.")
    factors = np.divide(sampled, answered, out=np.zeros_like(sampled), where=answered > 0)
    return weights * responded * factors[member]
