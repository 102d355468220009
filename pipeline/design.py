"""The sampling design: which columns hold strata, PSUs, weights and population sizes, and what the sample makes of them."""

from dataclasses import dataclass, field

import numpy as np

from pipeline.errors import DesignError
from pipeline.weights.population import Calibration

LONELY = ("fail", "adjust", "average", "certainty")
SELF_REPRESENTING = 1e-7  # R survey: a stratum sampled this fully has no sampling error


@dataclass(frozen=True, slots=True)
class Design:
    """Columns of the analysis file and conventions.

    stratum None: one stratum. psu None: each row is its own PSU. weight None: all equal ("official").
    fpc: column with the number of PSUs in the stratum's population, or (all <= 1) the sampling fraction.
    nested: PSU codes restart in each stratum. Several stages: give the first; later ones are inside its variance.
    calibration: population counts the weights are brought to before anything is estimated.
    lonely: what a stratum with a single PSU does: "fail", "adjust" (its total is compared with the grand mean),
    "average" (takes the mean variance of the others) or "certainty" (adds none).
    """

    stratum: str | None = None
    psu: str | None = None
    weight: str | None = None
    fpc: str | None = None
    nested: bool = False
    lonely: str = "fail"
    calibration: Calibration | None = None

    def __post_init__(self):
        if self.lonely not in LONELY:
            raise DesignError(f"lonely = '{self.lonely}': expected one of {', '.join(LONELY)}.")

    @property
    def weighting(self) -> str:
        return "official" if self.weight is None and self.calibration is None else "weighted"


@dataclass(frozen=True)
class Strata:
    """The sample's strata: `codes`, `psus` in each, population `sizes` in PSUs (inf without correction)."""

    codes: tuple[str, ...]
    psus: np.ndarray
    sizes: np.ndarray
    lonely: str
    fractions: np.ndarray = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "fractions", 1 - self.psus / self.sizes)
        self._check_sizes()
        self._check_lonely()

    @property
    def alone(self) -> np.ndarray:
        """Strata whose variance cannot be measured from inside: one PSU, not the whole population."""
        return (self.psus == 1) & (self.fractions >= SELF_REPRESENTING)

    @property
    def factors(self) -> np.ndarray:
        """What the PSUs' sum of squares is multiplied by: (1 - n/N) n / (n - 1)."""
        factors = self.fractions * self.psus / np.maximum(self.psus - 1, 1)
        if self.lonely != "adjust":
            factors = np.where(self.psus == 1, 0.0, factors)
        return np.where(self.fractions < SELF_REPRESENTING, 0.0, factors)

    def _check_sizes(self) -> None:
        for code, psus, size in zip(self.codes, self.psus, self.sizes, strict=True):
            if size < psus:
                raise DesignError(f"Stratum '{code}': the sample has {psus} PSUs, its population only {size:g}. "
                                  "The finite population correction counts PSUs, not persons; correct the column.")

    def _check_lonely(self) -> None:
        alone = [code for code, is_alone in zip(self.codes, self.alone, strict=True) if is_alone]
        if self.lonely == "fail" and alone:
            raise DesignError(f"Only one PSU in stratum {', '.join(alone[:5])} ({len(alone)} strata): no variance can be measured there. "
                              f"Merge it with a like stratum, or choose lonely = {', '.join(LONELY[1:])}.")
