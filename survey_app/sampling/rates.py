"""Response, cooperation, refusal and contact rates (AAPOR, Standard Definitions, 9th edition 2016, pp. 60-64).

The formulas are those that the R package outcomerate (rOpenSci) documents from the same edition; its published example is a test.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from survey_app.sampling.dispositions import DISPOSITIONS, GROUPS


@dataclass(frozen=True)
class Tally:
    """Cases by group: complete I, partial P, refusal and break-off R, non-contact NC, other O, unknown if household UH,
    unknown other UO, not eligible NE. Numbers of cases, or sums of their weights."""

    I: float = 0  # noqa: E741 - the letters are AAPOR's
    P: float = 0
    R: float = 0
    NC: float = 0
    O: float = 0  # noqa: E741
    UH: float = 0
    UO: float = 0
    NE: float = 0

    @property
    def eligible(self) -> float:
        """Cases known to be eligible."""
        return self.I + self.P + self.R + self.NC + self.O

    @property
    def unknown(self) -> float:
        """Cases whose eligibility is not known."""
        return self.UH + self.UO

    @property
    def reached(self) -> float:
        """Cases in which somebody was reached."""
        return self.I + self.P + self.R + self.O

    @property
    def e(self) -> float | None:
        """The share of the unknown taken to be eligible: that among the known (proportional allocation, CASRO)."""
        return _over(self.eligible, self.eligible + self.NE)

    @property
    def probably_eligible(self) -> float:
        """Known eligible cases and the estimated share of the unknown; without any known case all unknown count."""
        return self.eligible + (1.0 if self.e is None else self.e) * self.unknown


def tally(codes: Iterable[str]) -> Tally:
    """Count cases by the groups of their disposition codes."""
    return Tally(**Counter(DISPOSITIONS[code].group for code in codes))


# Name -> numerator and denominator.
RATES: dict[str, Callable[[Tally], tuple[float, float]]] = {
    "RR1": lambda t: (t.I, t.eligible + t.unknown),
    "RR2": lambda t: (t.I + t.P, t.eligible + t.unknown),
    "RR3": lambda t: (t.I, t.probably_eligible),
    "RR4": lambda t: (t.I + t.P, t.probably_eligible),
    "RR5": lambda t: (t.I, t.eligible),
    "RR6": lambda t: (t.I + t.P, t.eligible),
    "COOP1": lambda t: (t.I, t.reached),
    "COOP2": lambda t: (t.I + t.P, t.reached),
    "COOP3": lambda t: (t.I, t.reached - t.O),
    "COOP4": lambda t: (t.I + t.P, t.reached - t.O),
    "REF1": lambda t: (t.R, t.eligible + t.unknown),
    "REF2": lambda t: (t.R, t.probably_eligible),
    "REF3": lambda t: (t.R, t.eligible),
    "CON1": lambda t: (t.reached, t.eligible + t.unknown),
    "CON2": lambda t: (t.reached, t.probably_eligible),
    "CON3": lambda t: (t.reached, t.eligible),
}


def rates(counts: Tally) -> dict[str, float | None]:
    """Every rate by name, 0 to 1; None where there is nothing to divide by."""
    return {name: _over(*formula(counts)) for name, formula in RATES.items()}


def counts_by_group(counts: Tally) -> dict[str, float]:
    """The tally as a dictionary in AAPOR's order."""
    return {name: getattr(counts, name) for name in GROUPS}


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole else None
