"""How far hidden counts could be other than they are while all that is shown stays as it is.

The measure is an exchange: in one domain some people answer otherwise, in others of its kind as many answer the other way
round, so that no sum over domains changes. What exchanges can reach an attacker cannot rule out, whatever equations he
solves: a lower bound of the exact interval, without solving any.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations, combinations_with_replacement

import numpy as np

from pipeline.questions.domain_rows import DomainRows

MOST_MOVED = {2: 3, 3: 3, 4: 3, 5: 3}  # people in one exchange, by levels; with more levels there are plenty of exchanges of two


@dataclass(frozen=True)
class Moves:
    """steps [moves, cells]: what a step adds to the counts of a domain; effects [moves, figures]: to the figures made of
    them. The second half are the first half backwards."""

    steps: np.ndarray
    effects: np.ndarray

    def possible(self, counts: np.ndarray, most: np.ndarray) -> np.ndarray:
        """How many steps of each move [..., moves] leave counts [..., cells] between 0 and most [...]."""
        found = np.full((*most.shape, len(self.steps)), np.inf)
        for cell, size in enumerate(self.steps.T):
            room = np.where(size < 0, counts[..., [cell]], most[..., None] - counts[..., [cell]])
            found = np.minimum(found, np.where(size == 0, np.inf, room / np.where(size == 0, 1, np.abs(size))))
        return found


@cache
def change_of_option(options: int, told: int) -> Moves:
    """One person chooses another option; `told`: of the options, the first so many have figures."""
    one = np.eye(options)
    return _both_ways((one[a] - one[b] for a, b in combinations(range(options), 2)), one[:told])


@cache
def change_of_level(levels: int) -> Moves:
    """Two or three people go up and down so that their number and mean stay; figures: each level, and the two best where there are more."""
    one, steps = np.eye(levels), []
    for people in range(2, MOST_MOVED.get(levels, 2) + 1):
        for some, others in combinations(combinations_with_replacement(range(levels), people), 2):
            if sum(some) == sum(others) and not {*some} & {*others}:
                steps.append(one[[*some]].sum(0) - one[[*others]].sum(0))
    return _both_ways(steps, np.vstack([one, one[-2:].sum(0)]) if levels > 2 else one)


def _both_ways(steps: Iterable[np.ndarray], figures: np.ndarray) -> Moves:
    ahead = np.array([*steps]).reshape(-1, figures.shape[1])
    both = np.vstack([ahead, -ahead])
    return Moves(both, both @ figures.T)


def leeway(possible: np.ndarray, moves: Moves, hidden: np.ndarray, answered: np.ndarray, rows: DomainRows) -> tuple[np.ndarray, np.ndarray]:
    """How far figures can move [questions, rows, figures]: as far as the domain's own shown figures let them, and as far as
    others of its kind can make up for it.

    possible [questions, rows, moves]: of `Moves.possible`. hidden bool [questions, rows, figures]. answered bool [questions, rows]:
    rows with people. Others make up for it inside the same wholes, where these show a figure that changes.
    """
    allowed = (~hidden).astype(float) @ (moves.effects != 0).T.astype(float) == 0
    steps = possible * allowed
    backwards = np.roll(steps, len(moves.steps) // 2, axis=2)
    group = rows.groups(rows.places @ (answered[:, :, None] & ~allowed).astype(float) > 0)
    if group.max(initial=0) > 10_000:
        group = np.unique(group, return_inverse=True)[1].reshape(group.shape)
    questions, _, ways = group.shape
    group = (group * questions + np.arange(questions)[:, None, None]) * ways + np.arange(ways)
    others = np.bincount(group.ravel(), backwards.ravel())[group] - backwards
    return reach(steps, moves.effects), reach(np.minimum(steps, others), moves.effects)


def reach(steps: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """How far up and down together steps [questions, rows, moves] take each figure."""
    found = np.zeros((*steps.shape[:2], effects.shape[1]))
    for figure, effect in enumerate(effects.T):
        for way in (effect, -effect):
            if (way > 0).any():
                found[:, :, figure] += (steps[:, :, way > 0] * way[way > 0]).max(2)
    return found
