"""Ratios of calibrated to base weight, one for each group of rows alike in the calibration variables.

Groups are all that categorical calibration can tell apart, so it needs only their weight totals: it runs on the
additive table as well as on rows. Sources: Deville & Sarndal 1992; R survey's postStratify, rake, grake.
"""

from collections.abc import Callable, Sequence

import numpy as np

from pipeline.errors import CalibrationError
from pipeline.weights.population import Calibration, Margin, cell_targets, indicator, sample_margins

RAKE_ROUNDS = 1000
NEWTON_STEPS = 100
CLOSE = 1e-13  # greatest relative miss of a population count
STOPPED = 1e-7
FLAT = 1e-6  # slope lent to groups held at a bound, so that Newton's equations keep their rank
OVERSHOT = 0.5  # part of the first slope that may turn against the step


def weight_ratios(calibration: Calibration, groups: Sequence[tuple[str, ...]], totals: np.ndarray) -> np.ndarray:
    """Ratios [groups] that bring base-weight `totals` [groups] to the population; CalibrationError names what cannot be met."""
    return RATIOS[calibration.method](calibration, groups, totals)


def _poststratify(calibration: Calibration, groups: Sequence[tuple[str, ...]], totals: np.ndarray) -> np.ndarray:
    targets = cell_targets(calibration, groups)
    _check_weighted(" x ".join(calibration.variables), [" / ".join(group) for group in groups], targets, totals)
    return targets / totals


def _rake(calibration: Calibration, groups: Sequence[tuple[str, ...]], totals: np.ndarray) -> np.ndarray:
    margins = _weighted_margins(calibration, groups, totals)
    ratios = np.ones(len(totals))
    for _ in range(RAKE_ROUNDS):
        before = ratios
        for margin in margins:
            reached = np.bincount(margin.member, ratios * totals, len(margin.values))
            ratios = ratios * (margin.targets / reached)[margin.member]
        if np.abs(ratios / before - 1).max() < CLOSE:
            return ratios
    _check_reached(margins, ratios * totals)
    return ratios


def _newton(calibration: Calibration, groups: Sequence[tuple[str, ...]], totals: np.ndarray) -> np.ndarray:
    """Ratios F(x'b) with x the margins' indicators and b solving sum(totals F(x'b) x) = population.

    F is increasing, so this is the stationary point of a convex function: Newton's step, halved while it overshoots.
    """
    margins = _weighted_margins(calibration, groups, totals)
    x, targets = indicator(margins), np.concatenate([m.targets for m in margins])
    low, high = calibration.bounds or (-np.inf, np.inf)
    response, inverse = RESPONSES[calibration.method]

    def evaluate(slope: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        raw, derivative = response(x @ slope)
        ratios = np.clip(raw, low, high)
        steepness = np.where((raw >= low) & (raw <= high), derivative, FLAT * np.abs(derivative).max()) * totals
        return ratios, targets - x.T @ (totals * ratios), steepness

    mean = margins[0].targets.sum() / totals.sum()
    slope = np.zeros(x.shape[1])
    slope[: len(margins[0].targets)] = inverse(mean)
    ratios, missing, steepness = evaluate(slope)
    for _ in range(NEWTON_STEPS):
        if np.abs(missing / targets).max() < CLOSE:
            return ratios
        step = np.linalg.lstsq(x.T @ (x * steepness[:, None]), missing, rcond=None)[0]
        while -(step @ evaluate(slope + step)[1]) > OVERSHOT * (step @ missing) and np.abs(step).max() > CLOSE:
            step = step / 2
        slope = slope + step
        ratios, missing, steepness = evaluate(slope)
    _check_reached(margins, ratios * totals, calibration.bounds)
    return ratios


def _weighted_margins(calibration: Calibration, groups: Sequence[tuple[str, ...]], totals: np.ndarray) -> list[Margin]:
    margins = sample_margins(calibration, groups)
    for margin in margins:
        _check_weighted(margin.variable, margin.values, margin.targets, np.bincount(margin.member, totals, len(margin.values)))
    return margins


def _check_weighted(what: str, values: Sequence[str], targets: np.ndarray, totals: np.ndarray) -> None:
    """A population cannot be spread over rows that all weigh nothing."""
    empty = np.flatnonzero(~(totals > 0))
    if len(empty):
        place = empty[0]
        raise CalibrationError(f"{what}: the population has {targets[place]:g} in '{values[place]}', the sample nobody with a weight. Join it with a like group.")


def _check_reached(margins: Sequence[Margin], weights: np.ndarray, bounds: tuple[float, float] | None = None) -> None:
    """CalibrationError that names the count missed by most, of all margins; one that went beyond all numbers is missed by most."""
    reached = [np.bincount(margin.member, weights, len(margin.values)) for margin in margins]
    missed = [np.nan_to_num(np.abs(found / margin.targets - 1), nan=np.inf, posinf=np.inf) for margin, found in zip(margins, reached, strict=True)]
    place = int(np.argmax([found.max() for found in missed]))
    margin, worst = margins[place], int(missed[place].argmax())
    if missed[place][worst] < STOPPED:
        return
    within = f" with ratios within {bounds[0]:g} to {bounds[1]:g}" if bounds else ""
    raise CalibrationError(f"Calibration does not converge{within}: {margin.variable} = '{margin.values[worst]}' reaches {reached[place][worst]:g} "
                           f"of {margin.targets[worst]:g}. Join small groups, use fewer margins{' or widen the bounds' if bounds else ''}.")


def _exponential(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    grown = np.exp(np.clip(u, -700, 700))
    return grown, grown


def _straight(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return 1 + u, np.ones_like(u)


def _less_one(ratio: float) -> float:
    return ratio - 1


# ratio (and its derivative) from x'b, and x'b from a ratio
RESPONSES: dict[str, tuple[Callable, Callable]] = {"calibrate_raking": (_exponential, np.log), "calibrate_linear": (_straight, _less_one)}
RATIOS: dict[str, Callable] = {"poststratify": _poststratify, "rake": _rake, "calibrate_raking": _newton, "calibrate_linear": _newton}
