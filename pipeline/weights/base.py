"""Base weights: what one answer stands for, from the frame's selection probabilities."""

from collections.abc import Sequence

import numpy as np

from pipeline.errors import DesignError


def base_weights(probabilities: Sequence[np.ndarray]) -> np.ndarray:
    """1 / product of the selection probabilities [rows] of every stage; DesignError for one outside (0, 1]."""
    for stage, chances in enumerate(probabilities, 1):
        wrong = np.flatnonzero(~((chances > 0) & (chances <= 1)))
        if len(wrong):
            raise DesignError(f"Stage {stage}: selection probability {chances[wrong[0]]:g} in row {wrong[0] + 1} ({len(wrong)} rows). "
                              "Expected above 0 and at most 1; check the frame's sizes.")
    return 1 / np.prod(probabilities, axis=0)


def size_probabilities(sizes: np.ndarray, drawn: int) -> np.ndarray:
    """Probabilities of being among `drawn` units taken with probability proportional to size, [units].

    Units larger than total / drawn are certain; the draw is shared among the rest (Kish 1965, ch. 7).
    """
    certain = np.zeros(len(sizes), bool)
    while True:
        left = drawn - certain.sum()
        chances = np.where(certain, 1.0, left * sizes / max(sizes[~certain].sum(), np.finfo(float).tiny))
        beyond = ~certain & (chances >= 1)
        if not beyond.any():
            return chances
        certain |= beyond
