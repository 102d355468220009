"""What may be shown: small cells are hidden, doubtful ones flagged, and no hidden cell can be had by subtraction.

Two kinds of sums could give a hidden cell away: a measure is the mean of those beneath it (in one domain), and
everything, or a domain of a column that holds another's, is the mean of its parts (for one measure). In neither may just one part be missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipeline.estimate import DomainEstimates, Estimate, Results
from pipeline.indices.definition import Definition
from pipeline.nesting import Parents, parents_of

SHOWN, FLAGGED, HIDDEN = "shown", "flagged", "hidden"
FEW_ANSWERS, NO_ANSWERS, COMPLEMENTARY = "few answers", "no answers", "so that a hidden cell cannot be worked out"
WIDE_INTERVAL, NO_INTERVAL = "wide interval", "no interval"


@dataclass(frozen=True, slots=True)
class Rules:
    """Fewer answers than `hide` are not shown, fewer than `flag` are flagged, as is a margin above `margin_share` of the score."""

    hide: int = 5
    flag: int = 30
    margin_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An estimate with what may be done with it. Of a hidden one nothing may be published, not even n (but that nobody answered).

    reason: one of the five named above, or None.
    """

    estimate: Estimate
    status: str
    reason: str | None


def disclose(results: Results, rules: Rules = Rules(), respondents: Mapping[tuple, int] | None = None, parents: Parents | None = None) -> tuple[Disclosed, ...]:
    """Every estimate of the results, in their order, with its status.

    respondents: people behind each figure by (domain column or None, domain, measure code). Where given, they are what is
    judged and the estimates' n; else a roll-up's n is the rows of its domain, also of people who answered none of its items.
    parents: reported columns that lie inside others, (child column, parent column) -> domain -> parent's domain; by default
    as the PSUs tell. Columns that cross (district x age) are not protected against one another.
    """
    definition, parts = results.definition, {None: results.everything, **results.by}
    counts = {by: _counts(part, respondents) for by, part in parts.items()}
    wholes = list(_wholes(results, parents_of(results) if parents is None else parents))
    hidden = _hide_all(counts, wholes, rules, definition)
    return tuple(judged for by, part in parts.items() for judged in _judged(part, counts[by], hidden[by], rules))


def _small(counts: np.ndarray, rules: Rules) -> np.ndarray:
    """Cells to hide; one without any answer tells of nobody and gives nobody away."""
    return (counts > 0) & (counts < rules.hide)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A domain (place in column `by`) and the places in `child` of the domains it is made of."""

    by: str | None
    place: int
    child: str
    parts: np.ndarray


def _wholes(results: Results, parents: Parents) -> Iterator[_Whole]:
    """Smaller wholes first: a partner found inside one serves the larger too."""
    for (child, by), inside in parents.items():
        for place, domain in enumerate(results.by[by].domains):
            yield _Whole(by, place, child, np.array([i for i, name in enumerate(results.by[child].domains) if inside.get(name) == domain], int))
    for by, part in results.by.items():
        yield _Whole(None, 0, by, np.arange(len(part.domains)))


def _hide_all(counts: Mapping[str | None, np.ndarray], wholes: list[_Whole], rules: Rules, definition: Definition) -> dict[str | None, np.ndarray]:
    """Hidden cells [domains, measures] of every column: the small ones and those that would give them away."""
    hidden = {by: _small(numbers, rules) for by, numbers in counts.items()}
    while True:
        before = sum(cells.sum() for cells in hidden.values())
        hidden = {by: _hide_in_tree(cells, counts[by], definition) for by, cells in hidden.items()}
        for whole in wholes:
            for measure in range(len(definition.measures)):
                _hide_partners(whole, measure, hidden, counts, rules.hide)
        if sum(cells.sum() for cells in hidden.values()) == before:
            return hidden


def _hide_partners(whole: _Whole, measure: int, hidden: Mapping, counts: Mapping, least: int) -> None:
    """Hide further parts of a whole, smallest first, until what subtraction leaves is not one cell nor too few answers.

    Rows of the whole in none of its parts are a part that is never shown. Where no part is left to hide, the whole is hidden.
    """
    cells, numbers = hidden[whole.child][whole.parts, measure], counts[whole.child][whole.parts, measure]
    total = counts[whole.by][whole.place, measure]
    rest = max(total - numbers.sum(), 0)
    while numbers.sum() and _gives_away(cells, numbers, rest, hidden[whole.by][whole.place, measure], least):
        others = ~cells & (numbers > 0)
        if not others.any():
            hidden[whole.by][whole.place, measure] |= total > 0
            break
        cells[np.where(others, numbers, np.iinfo(np.int64).max).argmin()] = True
    hidden[whole.child][whole.parts, measure] = cells


def _gives_away(cells: np.ndarray, numbers: np.ndarray, rest: int, whole_hidden: bool, least: int) -> bool:
    """Whether a hidden cell, or the few rows of no part, could be had from the whole and its shown parts."""
    if whole_hidden:
        return not cells.any() and not rest
    if not cells.any():
        return 0 < rest < least
    return cells.sum() + (rest > 0) == 1 or numbers[cells].sum() + rest < least


def _hide_in_tree(hidden: np.ndarray, counts: np.ndarray, definition: Definition) -> np.ndarray:
    """Also hide a second part of every roll-up (itself and its children) in which just one is hidden."""
    hidden = hidden.copy()
    families = [family for family in _families(definition) if len(family) > 1]
    while True:
        before = hidden.sum()
        for family in families:
            for domain in np.flatnonzero(hidden[:, family].sum(1) == 1):
                left = [m for m in family if not hidden[domain, m] and counts[domain, m] > 0]
                children = [m for m in left if m != family[0]] or left
                if children:
                    hidden[domain, min(children, key=lambda m: counts[domain, m])] = True
        if hidden.sum() == before:
            return hidden


def _families(definition: Definition) -> Iterator[list[int]]:
    """Places of a measure and of its children, for every roll-up."""
    for place, measure in enumerate(definition.measures):
        yield [place, *(i for i, child in enumerate(definition.measures) if child.parent == measure.code)]


def _counts(part: DomainEstimates, respondents: Mapping[tuple, int] | None) -> np.ndarray:
    """People behind every cell [domains, measures]: those given; else of an item its respondents, of a roll-up the rows."""
    definition = part.linearised.definition
    if respondents is not None:
        return np.array([[respondents[part.by, domain, m.code] for m in definition.measures] for domain in part.domains], int)
    answered = part.linearised.counts.sum(2)
    places = {code: place for place, code in enumerate(definition.items)}
    columns = [answered[:, places[m.code]] if m.level == "item" else part.linearised.rows for m in definition.measures]
    return np.stack(columns, axis=1)


def _judged(part: DomainEstimates, counts: np.ndarray, hidden: np.ndarray, rules: Rules) -> Iterator[Disclosed]:
    small = _small(counts, rules)
    for domain in range(len(part.domains)):
        for measure, engines in enumerate(part.estimates(domain)):
            estimate = replace(engines, n=int(counts[domain, measure]))
            if hidden[domain, measure]:
                yield Disclosed(estimate, HIDDEN, FEW_ANSWERS if small[domain, measure] else COMPLEMENTARY)
            elif estimate.score is None:
                yield Disclosed(estimate, HIDDEN, NO_ANSWERS)
            else:
                reason = _doubt(estimate, rules)
                yield Disclosed(estimate, FLAGGED if reason else SHOWN, reason)


def _doubt(estimate: Estimate, rules: Rules) -> str | None:
    if estimate.n < rules.flag:
        return FEW_ANSWERS
    if estimate.margin is None:
        return NO_INTERVAL
    return WIDE_INTERVAL if estimate.margin > rules.margin_share * estimate.score else None
