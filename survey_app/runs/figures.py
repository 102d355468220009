"""Figures of two runs of a wave that print differently."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from survey_app.models import Estimate, Measure
from survey_app.numbers import two_decimals

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Moved:
    """A score (0-100) that prints differently, or is only in one of the runs or only shown in one; None where it is not."""

    measure: str
    label: str
    domain_kind: str
    domain: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> Decimal | None:
        """After less before, as printed."""
        return None if self.before is None or self.after is None else two_decimals(self.after) - two_decimals(self.before)


def moved_figures(connection: Connection, before: int, after: int) -> list[Moved]:
    """What moved between two runs: everyone's figures first, then by kind of domain, in the order of the later run's measures."""
    old, new, labels = _scores(connection, before), _scores(connection, after), _labels(connection, before) | _labels(connection, after)
    order = {code: place for place, code in enumerate(labels)}
    moved = [Moved(key[0], labels[key[0]], *key[1:], old.get(key), new.get(key)) for key in old.keys() | new.keys() if _printed(old, key) != _printed(new, key)]
    return sorted(moved, key=lambda one: (one.domain_kind != "all", one.domain_kind, one.domain, order[one.measure]))


def _printed(scores: Mapping[Key, float | None], key: Key) -> Decimal | None:
    score = scores.get(key)
    return None if score is None else two_decimals(score)


def _scores(connection: Connection, run_id: int) -> dict[Key, float | None]:
    query = select(Estimate.measure, Estimate.domain_kind, Estimate.domain, Estimate.score).where(Estimate.run_id == run_id)
    return {tuple(row[:3]): row.score for row in connection.execute(query)}


def _labels(connection: Connection, run_id: int) -> dict[str, str]:
    return dict(connection.execute(select(Measure.code, Measure.label_vi).where(Measure.run_id == run_id).order_by(Measure.position)).all())
