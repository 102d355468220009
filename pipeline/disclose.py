"""What may be shown: small cells are hidden, doubtful ones flagged, and no hidden cell can be had by subtraction.

Two kinds of sums could give a hidden cell away: a measure is the mean of those beneath it (in one domain), and
everything is the mean of a column's domains (for one measure). In neither may just one part be missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.estimate import DomainEstimates, Estimate, Results
from pipeline.indices.definition import Definition

SHOWN, FLAGGED, HIDDEN = "shown", "flagged", "hidden"


@dataclass(frozen=True, slots=True)
class Rules:
    """Fewer answers than `hide` are not shown, fewer than `flag` are flagged, as is a margin above `margin_share` of the score."""

    hide: int = 5
    flag: int = 30
    margin_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An estimate with what may be done with it. Of a hidden one nothing may be published, not even n.

    reason: "few answers", "no answers", "so that a hidden cell cannot be worked out", "wide interval", "no interval" or None.
    """

    estimate: Estimate
    status: str
    reason: str | None


def disclose(results: Results, rules: Rules = Rules()) -> tuple[Disclosed, ...]:
    """Every estimate of the results, in their order, with its status."""
    definition = results.definition
    everything = _counts(results.everything)
    judged = list(_judged(results.everything, everything, _hide_in_tree(_small(everything, rules), everything, definition), rules))
    for part in results.by.values():
        counts = _counts(part)
        judged.extend(_judged(part, counts, _hide_across(counts, rules, definition), rules))
    return tuple(judged)


def _small(counts: np.ndarray, rules: Rules) -> np.ndarray:
    """Cells to hide; one without any answer tells of nobody and gives nobody away."""
    return (counts > 0) & (counts < rules.hide)


def _hide_across(counts: np.ndarray, rules: Rules, definition: Definition) -> np.ndarray:
    """Hidden cells [domains, measures]: the small ones and those that would give them away."""
    hidden = _small(counts, rules)
    while True:
        before = hidden.sum()
        hidden = _hide_in_tree(hidden, counts, definition)
        for measure in range(counts.shape[1]):
            _hide_partners(hidden[:, measure], counts[:, measure], rules.hide)
        if hidden.sum() == before:
            return hidden


def _hide_partners(hidden: np.ndarray, counts: np.ndarray, least: int) -> None:
    """Hide further domains of one measure, smallest first, until what subtraction leaves is not one cell nor too few answers."""
    while hidden.any() and (hidden.sum() == 1 or counts[hidden].sum() < least):
        others = ~hidden & (counts > 0)
        if not others.any():
            return
        hidden[np.where(others, counts, np.iinfo(np.int64).max).argmin()] = True


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


def _counts(part: DomainEstimates) -> np.ndarray:
    """Answers behind every cell [domains, measures]: of an item its respondents, of a roll-up the rows."""
    answered = part.linearised.counts.sum(2)
    definition = part.linearised.definition
    places = {code: place for place, code in enumerate(definition.items)}
    columns = [answered[:, places[m.code]] if m.level == "item" else part.linearised.rows for m in definition.measures]
    return np.stack(columns, axis=1)


def _judged(part: DomainEstimates, counts: np.ndarray, hidden: np.ndarray, rules: Rules) -> Iterator[Disclosed]:
    small = _small(counts, rules)
    for domain in range(len(part.domains)):
        for measure, estimate in enumerate(part.estimates(domain)):
            if hidden[domain, measure]:
                yield Disclosed(estimate, HIDDEN, "few answers" if small[domain, measure] else "so that a hidden cell cannot be worked out")
            elif estimate.score is None:
                yield Disclosed(estimate, HIDDEN, "no answers")
            else:
                reason = _doubt(estimate, rules)
                yield Disclosed(estimate, FLAGGED if reason else SHOWN, reason)


def _doubt(estimate: Estimate, rules: Rules) -> str | None:
    if estimate.n < rules.flag:
        return "few answers"
    if estimate.margin is None:
        return "no interval"
    return "wide interval" if estimate.margin > rules.margin_share * estimate.score else None
