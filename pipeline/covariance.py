"""Covariances of scores, of all measures in a domain or of all domains for a measure, from PSUs' influence.

`linearise.variances` gives the same diagonal for many domains at once; this gives what lies beside it.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.design import Strata
from pipeline.estimate import ALL, Results
from pipeline.linearise import Units


@dataclass(frozen=True)
class PsuMatrix:
    """Influence of PSUs on some scores, centred in strata and scaled: values [PSUs, scores], V = values' values.

    stratum int [PSUs] counts strata from 0; sizes [strata] are their numbers of PSUs.
    """

    values: np.ndarray
    stratum: np.ndarray
    sizes: np.ndarray

    @property
    def covariance(self) -> np.ndarray:
        """Covariance [scores, scores]; PSUs that scores share make it differ from 0."""
        return self.values.T @ self.values


def measure_covariance(results: Results, by: str | None = None, domain: str = ALL) -> np.ndarray:
    """Joint covariance [measures, measures] of a domain's scores, measures in published order."""
    part = results.everything if by is None else results.by[by]
    inside = part.units.domain == part.domains.index(domain)
    return _centred(part.influence[inside], part.units.stratum[inside], results.strata).covariance


def domain_matrix(influence: np.ndarray, units: Units, strata: Strata) -> PsuMatrix:
    """One measure's influence [units] as a matrix of PSUs and domains."""
    psus, place = np.unique(units.psu_keys, return_inverse=True)
    totals = np.zeros((len(psus), len(units.domains)))
    totals[place, units.domain] = influence
    return _centred(totals, psus >> 32, strata)


def _centred(totals: np.ndarray, stratum_of_psu: np.ndarray, strata: Strata) -> PsuMatrix:
    """totals [PSUs, scores] of PSUs in these strata; PSUs of the sample that are not among them count as zero."""
    here, stratum = np.unique(stratum_of_psu, return_inverse=True)
    size, inside = strata.psus[here], np.bincount(stratum)
    means = np.zeros((len(here), totals.shape[1]))
    np.add.at(means, stratum, totals)
    means = np.where((size > 1)[:, None], means / size[:, None], 0)
    scale = np.sqrt(strata.factors[here] * _lonely_share(strata))
    centred = (totals - means[stratum]) * scale[stratum][:, None]
    absent = means * (scale * np.sqrt(size - inside))[:, None]
    return PsuMatrix(np.concatenate([centred, absent]), np.concatenate([stratum, np.arange(len(here))]), size)


def _lonely_share(strata: Strata) -> float:
    """lonely = "average": all strata over those that are not lonely."""
    alone = strata.alone
    return len(alone) / (~alone).sum() if strata.lonely == "average" and alone.any() else 1.0
