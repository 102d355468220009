"""How often the pulse of a desk that does not change gives a false alarm, looked at every night, and how soon it tells of a drop.

    python docs/simulations/pulse_alarms.py [desks]

Visitors answer 16 items of five levels; those of one day share an effect, and so, in some rows, do neighbouring days or
all days of a month. Every night of 24 months of 21 working days the month is judged as it stands. Prints a Markdown table.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline import indices
from pipeline.pulse import LOWER, MonthPulse, alarm_rate, month_pulse
from pipeline.pulse_months import DeskMonth, points_of, summed_days

SERVICE = indices.load("service")
COMPONENT = np.array([int(code.split(".")[1]) - 1 for code in SERVICE.items])
BORDERS = np.array([-2.9, -2.35, -1.4, 0.0])
STANDING = np.linspace(-0.5, 0.0, len(SERVICE.items))
PERSON, PERSON_THEME, OCCASION = 0.60, 0.30, 0.68
MISSING = np.array([0.05, 0.05, 0.05, 0.29, 0.30])  # by component: no opinion, no result yet, never gave feedback
MONTHS, DAYS, CHANGED, HIDE = 24, 21, 12, 5
DROP = -0.355  # latent; some 5 points of the score
ALPHA = alarm_rate(12)
POINTS: dict[bytes, np.ndarray] = {}


@dataclass(frozen=True)
class Desk:
    """visitors: mean number a day. day: deviation of days; lag: correlation of neighbouring days; month: deviation of months."""

    name: str
    visitors: float
    day: float = 0.25
    lag: float = 0.0
    month: float = 0.0


DESKS = (
    Desk("1 a day", 1), Desk("3 a day", 3), Desk("15 a day", 15), Desk("3 a day, days differ twice as much", 3, day=0.5),
    Desk("15 a day, days differ twice as much", 15, day=0.5), Desk("3 a day, neighbouring days correlate 0.3", 3, lag=0.3),
    Desk("3 a day, months differ by 1 point", 3, month=0.09), Desk("15 a day, months differ by 1 point", 15, month=0.09),
)


def month_of(random: np.random.Generator, desk: Desk, effects: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People [days] with an answer, valid answers and sums of levels [days, items], for days with these effects."""
    day = np.repeat(np.arange(len(effects)), random.poisson(desk.visitors, len(effects)))
    people, items = len(day), len(STANDING)
    person = effects[day] + random.normal(0, PERSON, people)
    theme = random.normal(0, PERSON_THEME, (people, len(MISSING)))
    latent = person[:, None] + theme[:, COMPONENT] + random.normal(0, OCCASION, (people, items)) + STANDING
    given = random.random((people, items)) >= MISSING[COMPONENT]
    levels = np.where(given, 1 + np.searchsorted(BORDERS, latent), 0)
    counts, sums, answering = np.zeros((len(effects), items)), np.zeros((len(effects), items)), np.zeros(len(effects), int)
    for total, values in ((counts, given), (sums, levels), (answering, given.any(1))):
        np.add.at(total, day, values)
    return answering, counts, sums


def history(random: np.random.Generator, desk: Desk, drop: float) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The months of a desk, lower by `drop` (latent) from month CHANGED on."""
    last = random.normal(0, desk.day)
    for month in range(MONTHS):
        effects = np.empty(DAYS)
        for day in range(DAYS):
            last = effects[day] = desk.lag * last + np.sqrt(1 - desk.lag**2) * random.normal(0, desk.day)
        yield month_of(random, desk, effects + random.normal(0, desk.month) + (drop if month >= CHANGED else 0))


def to_date(month: tuple[np.ndarray, ...], days: int) -> DeskMonth | None:
    """What the first days of a month hold, None with too few people to be shown."""
    here = np.flatnonzero(month[0][:days])
    return summed_days(*(part[here] for part in month), points(month[1][here])) if month[0][here].sum() >= HIDE else None


def points(counts: np.ndarray) -> np.ndarray:
    """What one level of each item adds to the score; worked out once for the same items answered."""
    answered = counts.any(0)
    if answered.tobytes() not in POINTS:
        POINTS[answered.tobytes()] = points_of(SERVICE, answered[None])[0]
    return POINTS[answered.tobytes()]


def nights(months: Iterator[tuple[np.ndarray, ...]], first: int = 0) -> Iterator[tuple[int, MonthPulse]]:
    """The pulse of every night from month `first` on with the number of the working day."""
    past: dict[int, DeskMonth] = {}
    for number, month in enumerate(months):
        for day in range(1, DAYS + 1):
            so_far = to_date(month, day)
            if so_far and number >= first:
                yield number * DAYS + day, month_pulse(past | {number: so_far}, number, ALPHA)
        past |= {number: so_far} if so_far else {}


def false_alarms(random: np.random.Generator, desk: Desk) -> tuple[int, int, float]:
    """Comparisons that gave an alarm, those of them that told of a drop, and half the width of the limits in the end."""
    seen, half = set(), np.nan
    for _, pulse in nights(history(random, desk, 0.0)):
        seen |= {(pulse.since, pulse.signal)} if pulse.signal else set()
        half = np.nan if pulse.hi is None else pulse.hi - pulse.expected
    return len({since for since, _ in seen}), len({since for since, signal in seen if signal == LOWER}), half


def delay(random: np.random.Generator, desk: Desk) -> float:
    """Working days from a drop to the first signal 'lower'; inf when there was none in a year."""
    found = (day for day, pulse in nights(history(random, desk, DROP), CHANGED) if pulse.signal == LOWER)
    return next(found, np.inf) - CHANGED * DAYS


def true_scores(random: np.random.Generator) -> list[float]:
    """The score before and after the drop, of very many visitors."""
    many = Desk("", 200)
    months = (month_of(random, many, random.normal(drop, many.day, 2_000)) for drop in (0.0, DROP))
    return [summed_days(*month, points(month[1])).score for month in months]


def main(desks: int) -> None:
    random = np.random.default_rng(20251201)
    before, after = true_scores(random)
    print(f"True score {before:.2f}, after the drop {after:.2f}; alpha {ALPHA:.5f}, so at most {12 * ALPHA:.3f} false alarms a desk-year.\n")
    print("| visitors | false alarms a desk-year | of them 'lower' | desks with one in 2 years | limits | drop seen within 1 month | 3 months | 6 months | median days |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for desk in DESKS:
        alarms, lower, half = np.array([false_alarms(random, desk) for _ in range(desks)]).T
        days = np.array([delay(random, desk) for _ in range(desks // 4)])
        years = desks * MONTHS / 12
        seen = " | ".join(f"{100 * (days <= months * DAYS).mean():.0f}%" for months in (1, 3, 6))
        print(f"| {desk.name} | {alarms.sum() / years:.3f} | {lower.sum() / years:.3f} | {100 * (alarms > 0).mean():.1f}% | ±{np.nanmedian(half):.1f} | "
              f"{seen} | {np.median(days):.0f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
