"""The pulse of a desk: each month against the desk's own past, with limits that hold however often one looks.

Method, false-alarm rate and delays: docs/pulse.md. For every month k one comparison is begun, of the people since k with
those of the year before k, and followed for `FOLLOWED` months. Each is a sequential t test whose e-value, under no
change, exceeds 1/alpha at any time with probability alpha at most (Ville's inequality), so nobody has to wait for the
month's end. The e-value is the ratio of normal likelihoods, the change mixed over a normal prior of mean 0 and
variance `PRIOR` x the variance of one person, mean and variance over their right Haar prior: with t = change / its
standard error, v degrees of freedom and r = 1 + PRIOR x (one person's variance / the change's),

    e = r^(-1/2) [(1 + t²/v) / (1 + t²/(r v))]^((v + 1)/2)

Source: Robbins 1970 (known variance); the e-value is the two-sample Bayes factor of Gönen, Johnson, Lu & Westfall 2005, valid
at any time by Hendriksen, de Heide & Grünwald 2021. Days are the units (see `DeskMonth`), as everywhere in desk waves.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt

from pipeline.disclose import COMPLEMENTARY, FEW_ANSWERS
from pipeline.pulse_months import DeskMonth, month_name

YEAR = 12
FOLLOWED = 6  # months for which a comparison is followed
LEAST_DEGREES = 20  # days less months of the past below which there are no limits
PRIOR = 0.3  # some 5 points in a desk whose visitors differ by 9: where the limits are narrowest
# Months differ a little for many reasons: this deviation in points, believed as much as what so many months would show.
MONTHS_DIFFER, BELIEF = 1.0, 6
# False alarms that are put up with: in a year at all desks together, and at any one desk.
ALARMS_A_YEAR = 1.0
ALARMS_A_DESK_YEAR = 0.05

HIGHER, LOWER = "higher", "lower"
METHOD = "sequential two-sample t test on desk-days (normal mixture), begun each month and followed for six"


@dataclass(frozen=True, slots=True)
class MonthPulse:
    """A desk's month as it may be shown; None where there is nothing to say, and everywhere when it is `suppressed`.

    expected: the mean of its people in the year before. lo, hi: limits for this month's score alone. signal: this month,
    or the months since `since` together, are lower or higher than the year before them by more than chance explains.
    """

    month: str
    n: int | None
    score: float | None
    expected: float | None = None
    lo: float | None = None
    hi: float | None = None
    signal: str | None = None
    since: str | None = None
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Change of the later months from the earlier, and the half width of the limits it stays within while nothing changes (inf: none yet)."""

    change: float
    half: float
    expected: float


@dataclass(frozen=True)
class Pulses:
    """`by_desk`: months in order by desk. `said`: method and false-alarm rate, as a document for the run's diagnostics."""

    by_desk: Mapping[str, tuple[MonthPulse, ...]]
    said: dict


def wave_pulses(desks: Mapping[str, Mapping[int, DeskMonth]], measure: str, hide: int, hidden_desks: Collection[str]) -> Pulses:
    """The pulses of all desks, given their months of a measure (`desk_months`).

    hidden_desks: those whose total is not shown; none of their months is, either.
    """
    shown = [desk for desk, months in desks.items() if desk not in hidden_desks and any(month.n >= hide for month in months.values())]
    alpha = alarm_rate(len(shown))
    found = {desk: tuple(pulses(months, hide, alpha) if desk in shown else _hidden(months, hide)) for desk, months in desks.items()}
    return Pulses(found, {
        "method": METHOD, "measure": measure, "desks": len(shown), "alpha": alpha,
        "false_alarms_a_desk_year": YEAR * alpha, "false_alarms_a_year": YEAR * alpha * len(shown),
    })


def alarm_rate(desks: int) -> float:
    """alpha: the highest probability that a comparison ever raises a false alarm; one is begun a desk and month."""
    return min(ALARMS_A_DESK_YEAR, ALARMS_A_YEAR / max(desks, 1)) / YEAR


def pulses(desk: Mapping[int, DeskMonth], hide: int, alpha: float) -> Iterator[MonthPulse]:
    """The months of one desk in order. Months with fewer than `hide` people are hidden and enter no other month's figures."""
    hidden = hidden_months(desk, hide)
    shown = {number: month for number, month in desk.items() if number not in hidden}
    for number in sorted(desk):
        yield MonthPulse(month_name(number), None, None, suppressed=hidden[number]) if number in hidden else month_pulse(shown, number, alpha)


def hidden_months(desk: Mapping[int, DeskMonth], hide: int) -> dict[int, str]:
    """Months not to be shown and why: the small ones, and further ones, smallest first, until the desk's total does not give
    them away: never just one, nor fewer than `hide` people together.
    """
    hidden = {number: FEW_ANSWERS for number, month in desk.items() if month.n < hide}
    while hidden and (len(hidden) == 1 or sum(desk[number].n for number in hidden) < hide):
        others = desk.keys() - hidden.keys()
        if not others:
            break
        hidden[min(others, key=lambda number: (desk[number].n, number))] = COMPLEMENTARY
    return hidden


def compare(before: Sequence[DeskMonth], since: Sequence[DeskMonth], alpha: float) -> Comparison | None:
    """People of `since` with those of `before`; None without enough days before to tell how much days differ."""
    if sum(month.days - 1 for month in before) < LEAST_DEGREES:
        return None
    both = [*before, *since]
    days, degrees = sum(month.days for month in both), sum(month.days - 1 for month in both)
    person = sum(month.squares for month in both) / _people(both) * days / degrees
    between = _between_months(before, person)
    variance = sum(person / _people(months) + between * _concentration(months) for months in (before, since))
    expected = _mean(before)
    return Comparison(_mean(since) - expected, _half_width(variance, degrees, 1 + PRIOR * person / variance, alpha), expected)


def _people(months: Iterable[DeskMonth]) -> int:
    return sum(month.n for month in months)


def _mean(months: Sequence[DeskMonth]) -> float:
    return sum(month.n * month.score for month in months) / _people(months)


def _concentration(months: Sequence[DeskMonth]) -> float:
    """1 / the number of equal months that would vary as much as these together."""
    return sum(month.n**2 for month in months) / _people(months) ** 2


def _between_months(months: Sequence[DeskMonth], person: float) -> float:
    """The variance of months, apart from that of their people: MONTHS_DIFFER and what neighbouring months show, averaged.

    Neighbours, as in a chart of moving ranges, because a change between two levels is then only one of many differences.
    """
    shown = [(b.score - a.score) ** 2 / 2 - person * (1 / a.n + 1 / b.n) / 2 for a, b in pairwise(months)]
    return max((BELIEF * MONTHS_DIFFER**2 + sum(shown)) / (BELIEF + len(shown)), 0.0)


def _half_width(variance: float, degrees: int, ratio: float, alpha: float) -> float:
    """The change at which the e-value reaches 1/alpha; inf while no change, however large, would do. ratio: r above."""
    bar = (sqrt(ratio) / alpha) ** (2 / (degrees + 1))
    return sqrt(variance * degrees * (bar - 1) / (1 - bar / ratio)) if bar < ratio else inf


def _hidden(desk: Mapping[int, DeskMonth], hide: int) -> Iterator[MonthPulse]:
    """The months of a desk whose total is hidden: shown, they would give it away."""
    for number in sorted(desk):
        yield MonthPulse(month_name(number), None, None, suppressed=FEW_ANSWERS if desk[number].n < hide else COMPLEMENTARY)


def month_pulse(months: Mapping[int, DeskMonth], number: int, alpha: float) -> MonthPulse:
    """The month of that number against those before it; all are months that may be shown."""
    month = months[number]
    begun = {start: _begun(months, start, number, alpha) for start in range(number - FOLLOWED + 1, number + 1) if start in months}
    found = {start: comparison for start, comparison in begun.items() if comparison}
    alone = found.get(number)
    if alone is None:
        return MonthPulse(month_name(number), month.n, month.score)
    limits = (alone.expected - alone.half, alone.expected + alone.half) if alone.half < inf else (None, None)
    start = max(found, key=lambda start: abs(found[start].change) / found[start].half)
    outside = abs(found[start].change) > found[start].half
    signal = (HIGHER if found[start].change > 0 else LOWER) if outside else None
    return MonthPulse(month_name(number), month.n, month.score, alone.expected, *limits, signal, month_name(start) if outside else None)


def _begun(months: Mapping[int, DeskMonth], start: int, number: int, alpha: float) -> Comparison | None:
    """The comparison begun with month `start`, as it stands in month `number`."""
    before = [months[place] for place in range(start - YEAR, start) if place in months]
    return compare(before, [months[place] for place in range(start, number + 1) if place in months], alpha)
