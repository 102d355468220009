#!/usr/bin/env python3
"""Deterministic generator of data/waves.csv: two survey waves in the same villages, but for one stratum drawn anew.

    python generate_waves.py [outdir]          # default: ./data next to this file

Needs numpy only; the legacy RandomState stream is frozen, so the file is the same bytes each time.
`population` is the number of villages in the stratum; `r_stratum` parts the stratum that was drawn anew, for R's stacked design.
"""
import csv
import sys
from pathlib import Path

import numpy as np

ITEMS = ("a1", "a2", "b1", "b2")
SHARED = {"01": ("11", "12", "13", "14", "15"), "02": ("11", "12", "13", "14")}  # villages; codes restart in each stratum
ANEW = {"1": ("31", "32", "33", "34"), "2": ("35", "36", "37")}
POPULATION = {"01": 12, "02": 9, "03": 20}


def rows(rs):
    for wave, anew in ANEW.items():
        effects = rs.normal(0, 0.3, len(anew))
        for stratum, villages in (SHARED | {"03": anew}).items():
            for number, village in enumerate(villages):
                lasting = np.sin(7.0 * int(stratum) + 3.0 * number) / 2  # the same in both waves
                effect = effects[number] if stratum == "03" else lasting + rs.normal(0, 0.15)
                for _ in range(5 + rs.randint(4)):
                    yield answer(rs, wave, stratum, village, effect)


def answer(rs, wave, stratum, village, effect):
    level = np.clip(np.rint(3.8 + effect + 0.1 * int(wave) + rs.normal(0, 0.7, len(ITEMS))), 1, 5).astype(int)
    shown = ["" if rs.uniform() < 0.08 else str(one) for one in level]
    place = [wave, stratum, village, f"{stratum}-{wave}" if stratum == "03" else stratum, POPULATION[stratum]]
    return [*place, f"{rs.uniform(20, 200):.4f}", "F" if rs.uniform() < 0.5 else "M", *shown]


def main(folder):
    with (folder / "waves.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["wave", "stratum", "psu", "r_stratum", "population", "weight", "sex", *ITEMS])
        writer.writerows(rows(np.random.RandomState(1945)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
