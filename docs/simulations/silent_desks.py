"""How often a desk that never stops is called silent: prints the table of docs/pulse.md. Run: python docs/simulations/silent_desks.py"""
from __future__ import annotations

import random
from datetime import date, timedelta

from survey_app.desks.silence import pause_of

SEED, DESKS, YEARS = 20261121, 200, 3
FIRST = date(2025, 1, 1)
TET = [date(2025, 1, 25) + timedelta(days=day) for day in range(9)] + [date(2026, 2, 14) + timedelta(days=day) for day in range(9)] + [
    date(2027, 2, 4) + timedelta(days=day) for day in range(9)]
CHANCES = (.03, .05, .1, .2, .4, .8)  # of an answer on a working day


def alarms(draw: random.Random, chance: float) -> int:
    """Pauses of one desk that were called silent, looked at every night of all years."""
    days, found, silent = [], 0, False
    for day in (FIRST + timedelta(days=place) for place in range(365 * YEARS)):
        if day.weekday() < 5 and day not in TET and draw.random() < chance:
            days.append(day)
            silent = False
        elif days and not silent and pause_of("", "", FIRST, days, day).silent:
            silent, found = True, found + 1
    return found


def main() -> None:
    """The table, a row a chance."""
    draw = random.Random(SEED)
    print("| answers on so many working days | desks called silent at least once in 3 years | alarms a desk-year |")
    print("| ---: | ---: | ---: |")
    for chance in CHANCES:
        found = [alarms(draw, chance) for _ in range(DESKS)]
        print(f"| {100 * chance:.0f} % | {100 * sum(one > 0 for one in found) / DESKS:.1f} % | {sum(found) / DESKS / YEARS:.3f} |")


if __name__ == "__main__":
    main()
