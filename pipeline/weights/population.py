"""Known population counts, and how a sample's groups lie in their margins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.errors import CalibrationError

METHODS = ("poststratify", "rake", "calibrate_raking", "calibrate_linear")
AGREEMENT = 1e-6  # margins of one population may differ by rounding, not by more than this share


@dataclass(frozen=True, slots=True)
class Calibration:
    """Population counts that weights are brought to, and how.

    method: "poststratify" (every combination), "rake" (margins; R's rake()), "calibrate_raking" or "calibrate_linear"
    (margins; R's calibrate()). The last two residualise the variance by weighted regression, rake() by unweighted
    group means: same weights as raking, standard errors up to some percent apart.
    counts: combination of the variables' values -> count; or margins: variable -> value -> count.
    bounds: smallest and largest allowed ratio of calibrated to base weight (calibrate_* only).
    """

    method: str
    variables: tuple[str, ...]
    counts: Mapping[tuple[str, ...], float] | None = None
    margins: Mapping[str, Mapping[str, float]] | None = None
    bounds: tuple[float, float] | None = None

    def __post_init__(self):
        if self.method not in METHODS:
            raise CalibrationError(f"Calibration method '{self.method}': expected one of {', '.join(METHODS)}.")
        if self.counts is None and (self.margins is None or self.method == "poststratify"):
            raise CalibrationError(f"Calibration by '{self.method}' needs population counts"
                                   + (" of every combination of its variables." if self.method == "poststratify" else " or margins."))
        if self.bounds is not None and not self.method.startswith("calibrate"):
            raise CalibrationError(f"'{self.method}' takes no bounds; use calibrate_raking or calibrate_linear, or trim weights first.")
        if self.counts is not None:
            _check_counts(" x ".join(self.variables), {_text(values): count for values, count in self.counts.items()})
            return
        for variable in self.variables:
            _check_counts(variable, self.margins[variable])
        self._check_totals()

    def margin(self, place: int) -> Mapping[str, float]:
        """Counts of the values of the variable at that place."""
        if self.counts is None:
            return self.margins[self.variables[place]]
        totals: dict[str, float] = {}
        for values, count in self.counts.items():
            totals[values[place]] = totals.get(values[place], 0.0) + count
        return totals

    def _check_totals(self) -> None:
        totals = {variable: sum(self.margins[variable].values()) for variable in self.variables}
        if max(totals.values()) - min(totals.values()) > AGREEMENT * max(totals.values()):
            listed = ", ".join(f"{variable} {total:g}" for variable, total in totals.items())
            raise CalibrationError(f"The margins are of different populations: {listed}. Their totals must agree.")


@dataclass(frozen=True)
class Margin:
    """One variable's values: `member` int [groups] is each group's value, `targets` [values] the population counts."""

    variable: str
    values: tuple[str, ...]
    member: np.ndarray
    targets: np.ndarray


def sample_margins(calibration: Calibration, groups: Sequence[tuple[str, ...]]) -> list[Margin]:
    """Margins of the groups found in the sample; CalibrationError names a value without counts or without sample."""
    return [_margin(variable, calibration.margin(place), [group[place] for group in groups])
            for place, variable in enumerate(calibration.variables)]


def cell_targets(calibration: Calibration, groups: Sequence[tuple[str, ...]]) -> np.ndarray:
    """Population counts [groups] of the combinations found in the sample."""
    _compare(" x ".join(calibration.variables), {_text(g) for g in groups}, {_text(g): n for g, n in calibration.counts.items()})
    return np.array([calibration.counts[group] for group in groups], float)


def indicator(margins: Sequence[Margin]) -> np.ndarray:
    """Membership [groups, values of all margins] as 0/1."""
    return np.concatenate([np.eye(len(m.values))[m.member] for m in margins], axis=1)


def _margin(variable: str, counts: Mapping[str, float], found: Sequence[str]) -> Margin:
    _compare(variable, set(found), counts)
    values = tuple(sorted(set(found)))
    member = np.array([values.index(value) for value in found])
    return Margin(variable, values, member, np.array([counts[value] for value in values], float))


def _check_counts(what: str, counts: Mapping[str, float]) -> None:
    for value, count in counts.items():
        if not 0 <= count < np.inf:
            raise CalibrationError(f"{what}: the population count of '{value}' is {count:g}; expected a number, 0 or more.")


def _compare(what: str, found: set[str], counts: Mapping[str, float]) -> None:
    unknown = sorted(found - set(counts))
    if unknown:
        raise CalibrationError(f"{what}: the sample has '{unknown[0]}', the population counts do not. Add its count or recode it.")
    empty = sorted(value for value, count in counts.items() if count > 0 and value not in found)
    if empty:
        raise CalibrationError(f"{what}: the population has {counts[empty[0]]:g} in '{empty[0]}', the sample nobody. Join it with a like group.")
    impossible = sorted(value for value in found if not counts[value] > 0)
    if impossible:
        raise CalibrationError(f"{what}: the sample has '{impossible[0]}', its population count is {counts[impossible[0]]:g}. Correct the count or recode it.")


def _text(group: tuple[str, ...]) -> str:
    return " / ".join(group)
