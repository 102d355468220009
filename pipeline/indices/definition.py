"""An index as a tree of measures, and the linear map from item scores to them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipeline.errors import DesignError

ITEM = "item"


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the published table.

    `items` are all item codes beneath it. `points` (None: the 0-100 scale) is the most the measure can earn.
    `rollup` "mean" is the unweighted mean of the items beneath, "sum" adds the points of its children.
    """

    code: str
    parent: str | None
    level: str
    label: str | None
    label_en: str | None
    order: int
    items: tuple[str, ...]
    points: float | None = None
    rollup: str = "mean"


@dataclass(frozen=True)
class Definition:
    """Measures in published order over items answered on levels 1..scale."""

    name: str
    scale: int
    measures: tuple[Measure, ...]

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Item codes in published order."""
        return tuple(m.code for m in self.measures if m.level == ITEM)

    def measure(self, code: str) -> Measure:
        """The measure of that code; DesignError names the codes there are."""
        for measure in self.measures:
            if measure.code == code:
                return measure
        raise DesignError(f"Index '{self.name}' has no measure '{code}'. It has: {', '.join(m.code for m in self.measures)}.")

    def with_item_labels(self, labels: dict[str, str]) -> "Definition":
        """The same index with item texts, which live in the instrument."""
        named = (replace(m, label=labels.get(m.code, m.label)) if m.level == ITEM else m for m in self.measures)
        return replace(self, measures=tuple(named))

    def coefficients(self, available: np.ndarray) -> np.ndarray:
        """Weights of item scores in each measure, [measures, items]; items nobody answered are left out.

        `available` is bool [items]. A row of zeros means that nothing beneath the measure was answered.
        """
        rows: dict[str, np.ndarray] = {}
        for measure in reversed(self.measures):
            rows[measure.code] = self._row(measure, rows, available)
        return np.array([rows[m.code] for m in self.measures])

    def coefficients_of(self, available: np.ndarray) -> np.ndarray:
        """Coefficients [rows, measures, items] for rows of answered items, bool [rows, items]; like rows are worked out once."""
        patterns, which = np.unique(available, axis=0, return_inverse=True)
        found = np.empty((len(patterns), len(self.measures), len(self.items)))
        for place, pattern in enumerate(patterns):
            found[place] = self.coefficients(pattern)
        return found[which.ravel()]

    def _row(self, measure: Measure, below: dict[str, np.ndarray], available: np.ndarray) -> np.ndarray:
        if measure.rollup == "sum":
            return self._sum_of_children(measure, below)
        codes = (measure.code,) if measure.level == ITEM else measure.items
        inside = np.isin(self.items, codes) & available
        share = inside / max(inside.sum(), 1)
        return share if measure.points is None else share * measure.points / 100

    def _sum_of_children(self, measure: Measure, below: dict[str, np.ndarray]) -> np.ndarray:
        """Children's points added; those of an unanswered child are spread over the answered ones."""
        children = [m for m in self.measures if m.parent == measure.code]
        earnable = sum(100 * below[m.code].sum() for m in children)
        total = sum(below[m.code] for m in children)
        return total * (measure.points / earnable) if earnable else total
