"""Replicate errors beside the linearised ones: a run's own check that its standard errors can be believed."""

from dataclasses import dataclass

import numpy as np

from pipeline.defined import defined
from pipeline.estimate import Results
from pipeline.replicates import bootstrap, jackknife, psu_table, replicate_errors, replicate_scores

REPLICATES = 200
SEED = 20240501
MOST_PSUS = 3000  # a replicate matrix grows with the square of the PSUs


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Standard errors of one measure over everything, three ways; None where replicates cannot be made.

    The bootstrap has an error of its own: about 1 / sqrt(2 replicates) of itself, 5% at 200.
    """

    code: str
    linearised: float
    jackknife: float | None
    bootstrap: float | None
    replicates: int
    seed: int


def cross_check(results: Results, replicates: int = REPLICATES, seed: int = SEED) -> tuple[CrossCheck, ...]:
    """Linearised, JKn and Rao-Wu-Yue errors of every measure over everything, re-calibrated in each replicate.

    Strata with a single PSU add nothing to replicate errors, whatever the design says of them.
    """
    psus, part = psu_table(results.weighted), results.everything
    unknown = np.full(len(results.definition.measures), np.nan)
    jack = boot = unknown
    if len(psus.codes) <= MOST_PSUS:
        jack, boot = (_errors(results, psus, kind) for kind in (jackknife(psus, results.strata),
                                                                bootstrap(psus, results.strata, replicates, seed)))
    return tuple(CrossCheck(m.code, float(part.se[0, i]), defined(jack[i]), defined(boot[i]), replicates, seed)
                 for i, m in enumerate(results.definition.measures) if np.isfinite(part.se[0, i]))


def _errors(results: Results, psus, replicates) -> np.ndarray:
    scores = replicate_scores(psus, replicates, results.weighted, results.definition, results.design.calibration)
    return replicate_errors(replicates, scores, results.everything.linearised.scores[0])
