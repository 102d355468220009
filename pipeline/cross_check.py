"""Replicate errors beside the linearised ones: a run's own check that its standard errors can be believed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.defined import defined
from pipeline.design import Strata
from pipeline.errors import EngineError
from pipeline.estimate import Results
from pipeline.replicates import PsuTable, Replicates, bootstrap, jackknife, psu_table, replicate_errors, replicate_scores, undefined

REPLICATES = 200
SEED = 20240501
MOST_PSUS = 3000  # a replicate matrix grows with the square of the PSUs


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Standard errors of one measure over everything, three ways; None where replicates cannot be made.

    The bootstrap has an error of its own: about 1 / sqrt(2 replicates) of itself, 5% at 200.
    *_undefined: replicates without a score, as where their calibration cannot be met.
    """

    code: str
    linearised: float
    jackknife: float | None
    bootstrap: float | None
    replicates: int
    seed: int
    jackknife_undefined: int = 0
    bootstrap_undefined: int = 0


def cross_check(results: Results, replicates: int = REPLICATES, seed: int = SEED) -> tuple[CrossCheck, ...]:
    """Linearised, JKn and Rao-Wu-Yue errors of every measure over everything, re-calibrated in each replicate.

    Strata with a single PSU add nothing to replicate errors, whatever the design says of them.
    """
    psus, part = psu_table(results.weighted), results.everything
    jack, no_jack = _errors(results, psus, jackknife)
    boot, no_boot = _errors(results, psus, lambda *sample: bootstrap(*sample, replicates, seed))
    return tuple(CrossCheck(m.code, float(part.se[0, i]), defined(jack[i]), defined(boot[i]), replicates, seed, int(no_jack[i]), int(no_boot[i]))
                 for i, m in enumerate(results.definition.measures) if np.isfinite(part.se[0, i]))


def _errors(results: Results, psus: PsuTable, made: Callable[[PsuTable, Strata], Replicates]) -> tuple[np.ndarray, np.ndarray]:
    """Errors and numbers of undefined replicates, both [measures]; NaN where replicates cannot be made."""
    measures = len(results.definition.measures)
    if len(psus.codes) > MOST_PSUS:
        return np.full(measures, np.nan), np.zeros(measures, int)
    try:
        replicates = made(psus, results.strata)
        scores = replicate_scores(psus, replicates, results.weighted, results.definition, results.design.calibration)
    except EngineError:  # a check beside the results must not cost the results
        return np.full(measures, np.nan), np.zeros(measures, int)
    return replicate_errors(replicates, scores, results.everything.linearised.scores[0]), undefined(scores)
