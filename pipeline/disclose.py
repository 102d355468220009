"""What may be shown: small cells are hidden, doubtful ones flagged, and no hidden cell can be had by subtraction.

Two kinds of sums could give a hidden cell away: a measure is the mean of those beneath it (in one domain), and everything, or
domains of a column that hold the same rows as some of another's, are the mean of their parts (for one measure). In neither may
just one part be missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.deducing import Members, members_of
from pipeline.estimate import FEW_DEGREES, DomainEstimates, Estimate, Results
from pipeline.indices.definition import Definition
from pipeline.nesting import Parents, Whole, wholes_of

SHOWN, FLAGGED, HIDDEN = "shown", "flagged", "hidden"
FEW_ANSWERS, NO_ANSWERS, COMPLEMENTARY = "few answers", "no answers", "so that a hidden cell cannot be worked out"
WIDE_INTERVAL, NO_INTERVAL, FEW_PSUS = "wide interval", "no interval", "few PSUs"


@dataclass(frozen=True, slots=True)
class Rules:
    """Fewer answers than `hide` are not shown, fewer than `flag` are flagged, as is a margin above `margin_share` of the score.

    degrees: fewer degrees of freedom are flagged, however narrow the interval came out: between two villages that happen to agree
    the estimated error is next to nothing (docs/intervals.md simulates down to four PSUs).

    told: domain columns made of people's own answers; who left that question blank is no group that anybody could recognise.
    """

    hide: int = 5
    flag: int = 30
    margin_share: float = 0.10
    degrees: int = FEW_DEGREES
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An estimate with what may be done with it. Of a hidden one nothing may be published, not even n (but that nobody answered).

    reason: one of the six named above, or None.
    """

    estimate: Estimate
    status: str
    reason: str | None


def disclose(results: Results, rules: Rules = Rules(), respondents: Mapping[tuple, int] | None = None, parents: Parents | None = None) -> tuple[Disclosed, ...]:
    """Every estimate of the results, in their order, with its status.

    respondents: people behind each figure by (domain column or None, domain, measure code). Where given, they are what is
    judged and the estimates' n; else a roll-up's n is the rows of its domain, also of people who answered none of its items.
    parents: as `wholes_of` takes them. Columns may cross (sex and age), as long as no figure of a crossing (men of 30) is published.
    """
    definition, parts = results.definition, {None: results.everything, **results.by}
    counts = {by: _counts(part, respondents) for by, part in parts.items()}
    hidden = hide_all(counts, wholes_of(results, parents), rules, definition, members=members_of(results, counts) if parents is None else None)
    return tuple(judged for by, part in parts.items() for judged in _judged(part, counts[by], hidden[by], rules))


def _small(counts: np.ndarray, rules: Rules) -> np.ndarray:
    """Cells to hide; one without any answer tells of nobody and gives nobody away."""
    return (counts > 0) & (counts < rules.hide)


def hide_all(counts: Mapping[str | None, np.ndarray], wholes: Sequence[Whole], rules: Rules, definition: Definition,
             already: Mapping[str | None, np.ndarray] | None = None, members: Members | None = None) -> dict[str | None, np.ndarray]:
    """Hidden cells [domains, measures] of every column (None: everything): the small ones, those that are hidden `already`,
    and those that would give them away. counts: people behind every cell. members: of the same columns, to find those that
    only several columns together give away.
    """
    hidden = {by: _small(numbers, rules) | (False if already is None else already[by]) for by, numbers in counts.items()}
    while True:
        before = sum(cells.sum() for cells in hidden.values())
        hidden = {by: _hide_in_tree(cells, counts[by], definition) for by, cells in hidden.items()}
        for measure in range(len(definition.measures)):
            _settle(measure, hidden, counts, wholes, rules, members)
        if sum(cells.sum() for cells in hidden.values()) == before:
            return hidden


def _settle(measure: int, hidden: Mapping, counts: Mapping, wholes: Sequence[Whole], rules: Rules, members: Members | None) -> None:
    """Hide what gives hidden domains away, for one measure."""
    while True:
        while any(_hide_partners(whole, measure, hidden, counts, rules) for whole in wholes):
            pass  # what was hidden in a large whole is first settled in the small ones
        gives = members and members.giving_away(*({by: cells[:, measure] for by, cells in every.items()} for every in (hidden, counts)))
        if gives is None:
            return
        by, place = gives
        hidden[by][place, measure] = True


def _hide_partners(whole: Whole, measure: int, hidden: Mapping, counts: Mapping, rules: Rules) -> bool:
    """Hide further cells on either side of the equation, smallest first, until it leaves neither one unknown nor too few answers.
    True when it hid any.

    Parts go before what they are parts of, unless only that is left. Rows that one side has and the other has not are a
    part that is never shown; in columns of people's own answers they are no group that anybody knows, so that alone hides nothing.
    """
    sides = [_Side(hidden[by][places, measure], counts[by][places, measure]) for by, places in ((whole.child, whole.parts), (whole.by, whole.places))]
    parts, wholes = sides
    before = parts.hidden.sum() + wholes.hidden.sum()
    if parts.total and wholes.total:
        lacking = wholes.total - parts.total
        nobody = whole.child in rules.told and lacking > 0
        while _gives_away(parts, wholes, lacking, rules.hide, nobody):
            order = (parts, wholes) if parts.hidden.any() or not wholes.hidden.any() else (wholes, parts)
            if not any(side.hide_smallest() for side in order):
                break
    hidden[whole.child][whole.parts, measure], hidden[whole.by][whole.places, measure] = parts.hidden, wholes.hidden
    return bool(parts.hidden.sum() + wholes.hidden.sum() > before)


@dataclass(frozen=True, slots=True)
class _Side:
    """Cells on one side of an equation: whether hidden, and people behind each."""

    hidden: np.ndarray
    counts: np.ndarray

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    @property
    def unknown(self) -> int:
        """People in hidden cells."""
        return int(self.counts[self.hidden].sum())

    def hide_smallest(self) -> bool:
        """Hide the smallest cell that is shown; False when there is none."""
        others = ~self.hidden & (self.counts > 0)
        if others.any():
            self.hidden[np.where(others, self.counts, np.iinfo(np.int64).max).argmin()] = True
        return bool(others.any())


def _gives_away(parts: _Side, wholes: _Side, lacking: int, least: int, nobody: bool) -> bool:
    """Whether a hidden cell, or few rows that only one side has (`lacking` in the parts, or below 0 in the wholes), could be worked out."""
    cells = int(parts.hidden.sum() + wholes.hidden.sum())
    if not cells:
        return 0 < abs(lacking) < least and not nobody
    if cells + (lacking != 0) == 1:
        return True
    left, right = parts.unknown + max(lacking, 0), wholes.unknown + max(-lacking, 0)
    return not right and left < least or not left and right < least


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
        found = [[respondents[part.by, domain, m.code] for m in definition.measures] for domain in part.domains]
        return np.array(found, int).reshape(len(part.domains), len(definition.measures))
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
    if estimate.margin > rules.margin_share * estimate.score:
        return WIDE_INTERVAL
    return FEW_PSUS if estimate.df < rules.degrees else None
