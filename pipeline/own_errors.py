"""Errors of domains that are made of whole PSUs, each measured from its own PSUs alone: for tests and ranks of communes and desks.

R's variance of a domain (`linearise.variances`) counts the PSUs outside it as zeros and multiplies by n / (n - 1), n all PSUs of the
stratum: right on average over samples in which the domain's number of PSUs, k, varies. A commune's villages and a desk's days are
whole PSUs, and which they are is known before anybody answers. Given k, they are a sample of the domain by themselves, and what
estimates its variance without bias is k / (k - 1) times the sum of squares about the domain's own mean in the stratum (post-strata
conditioned on their sizes: Holt & Smith 1979, doi:10.2307/2344652). With k = 4 of n = 12 R's has 12/11 where 4/3 is needed: errors
10 % too small, just where they hang on few villages. Simulations: docs/intervals.md.
"""

import numpy as np

from pipeline.design import Strata
from pipeline.linearise import Units, starts_of


def own_sample(units: Units, strata: Strata) -> tuple[Units, Strata]:
    """The same units with a stratum for the PSUs of each domain in each stratum of the sample, and these strata.

    units: sorted by domain, stratum, PSU; only those that have rows. A single PSU of a domain in a stratum is compared with the
    domain's mean, which can but overstate its error; the sampled fractions stay those of the sample's strata.
    """
    starts = starts_of(units.domain, units.stratum)
    psus, of = np.diff(np.r_[starts, len(units.stratum)]), units.stratum[starts]
    names = tuple(f"{units.domains[domain]} {strata.codes[stratum]}" for domain, stratum in zip(units.domain[starts], of, strict=True))
    own = Strata(names, psus, strata.sizes[of] / strata.psus[of] * psus, "adjust")
    return Units(units.domains, units.domain, np.repeat(np.arange(len(starts)), psus), units.psu), own


def shared_psus(units: Units) -> np.ndarray:
    """How many PSUs two domains have both, int [domains, domains]; on the diagonal how many each has."""
    place = np.unique(units.psu_keys, return_inverse=True)[1]
    inside = np.zeros((len(units.domains), place.max(initial=0) + 1))
    inside[units.domain, place] = 1
    return (inside @ inside.T).astype(int)
