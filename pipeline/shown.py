"""Which figures of a run are shown: whatever is said beside them may be about these only."""

from collections.abc import Iterable

from pipeline.disclose import HIDDEN, Disclosed

Shown = frozenset[tuple[str | None, str, str]]


def shown_figures(disclosed: Iterable[Disclosed]) -> Shown:
    """(domain column or None, domain, measure) of every figure that is not hidden."""
    return frozenset((d.estimate.by, d.estimate.domain, d.estimate.code) for d in disclosed if d.status != HIDDEN)
