"""Which error and which degrees of freedom keep their promise: units against the rest, and groups that share villages, all alike.

    python docs/simulations/unit_degrees.py [samples]

Village means are drawn directly and errors worked out from them by formula, without the engine: thousands of samples in seconds.
unit_alarms.py holds what was chosen through the engine. Prints two Markdown tables.
"""

import sys

import numpy as np
from scipy.special import stdtr

VILLAGE_SD, PERSON_SD = 0.2, 0.8
DESIGNS = ((9, 4, 20, 3), (20, 4, 20, 4), (9, 6, 20, 3), (9, 8, 20, 3), (12, 15, 10, 1), (40, 10, 10, 1))  # communes, villages, persons, strata
GROUPS = ((6, 6), (6, 14), (9, 6), (12, 6), (18, 6), (18, 13))  # villages in which the group is found, its persons in each
STRATA, EACH, PERSONS = 3, 6, 27
ALPHA = 0.05


def p_values(differences: np.ndarray, variances: np.ndarray, df: np.ndarray | float) -> np.ndarray:
    """Two-sided t tests."""
    return 2 * stdtr(df, -np.abs(differences) / np.sqrt(variances))


def some_unit_differs(random: np.random.Generator, samples: int, communes: int, villages: int, persons: int, strata: int) -> list[float]:
    """Per cent of samples with p x communes below .05 (Holm's first step): R's error and df; own error with joint, Satterthwaite's and own df."""
    each = communes // strata
    means = random.normal(0, (VILLAGE_SD**2 + PERSON_SD**2 / persons) ** 0.5, (samples, strata, each, villages))
    scores = means.mean(3)
    rest = (scores.sum((1, 2), keepdims=True) - scores) / (communes - 1)
    own = means.var(3, ddof=1) / villages
    psus = each * villages
    as_r = own * (villages - 1) / villages * psus / (psus - 1)
    # The rest by itself: between all its villages of a stratum, the unit's left out in its own.
    whole = np.broadcast_to((means.var((2, 3)) * psus)[:, :, None], scores.shape)
    left = np.stack([np.delete(means, place, 2).var((2, 3)) * (psus - villages) for place in range(each)], 2)
    inside = left * (psus - villages) / max(psus - villages - 1, 1)
    outside = (whole * psus / (psus - 1)).sum(1, keepdims=True) - whole * psus / (psus - 1)
    others = (inside + outside) / ((communes - 1) * villages) ** 2
    joint, own_df, rest_df = communes * villages - strata, villages - 1, (communes - 1) * villages - strata
    welch = (own + others) ** 2 / (own**2 / own_df + others**2 / rest_df)
    tried = ((as_r, joint), (own, joint), (own, welch), (own, own_df))
    return [100 * (p_values(scores - rest, error + others, df).min((1, 2)) * communes < ALPHA).mean() for error, df in tried]


def group_differs(random: np.random.Generator, samples: int, found_in: int, persons: int) -> list[float]:
    """Per cent of samples with p below .05 for a group against the others, who are in every village: joint df, and the group's own."""
    inside = (np.arange(STRATA * EACH).reshape(EACH, STRATA).T < found_in).ravel()
    counts = np.where(inside, persons, 0), np.where(inside, PERSONS - persons, PERSONS)
    effect, scores, influence = random.normal(0, VILLAGE_SD, (samples, STRATA * EACH)), [], []
    for number in counts:
        sums = effect * number + random.normal(0, PERSON_SD, effect.shape) * np.sqrt(number)
        scores.append(sums.sum(1) / number.sum())
        influence.append((sums - scores[-1][:, None] * number) / number.sum())
    between = (influence[0] - influence[1]).reshape(samples, STRATA, EACH).var(2, ddof=1).sum(1) * EACH
    return [100 * (p_values(scores[0] - scores[1], between, df) < ALPHA).mean() for df in (STRATA * (EACH - 1), found_in - STRATA)]


def main(samples: int) -> None:
    random = np.random.default_rng(20240604)
    print("| some unit differs | R's error and joint df | own error, joint df | own error, Satterthwaite's df | own error, own df |\n| --- | ---: | ---: | ---: | ---: |")
    for design in DESIGNS:
        found = " | ".join(f"{share:.1f}%" for share in some_unit_differs(random, samples, *design))
        print("| {} x {} villages x {}, strata: {} | ".format(*design) + f"{found} |")
    print(f"\n| group found in (of {STRATA * EACH} villages) | its persons in each (of {PERSONS}) | joint df | own df |\n| ---: | ---: | ---: | ---: |")
    for group in GROUPS:
        print("| {} | {} | ".format(*group) + " | ".join(f"{share:.1f}%" for share in group_differs(random, samples, *group)) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
